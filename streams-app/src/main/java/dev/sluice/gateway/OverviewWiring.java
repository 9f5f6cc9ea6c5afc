package dev.sluice.gateway;

import dev.sluice.admission.Policy;
import dev.sluice.config.Settings;
import dev.sluice.gateway.overview.CallTopics;
import dev.sluice.gateway.overview.SnapshotSource;
import dev.sluice.gateway.overview.StoryTopics;
import dev.sluice.gateway.overview.TargetStates;
import dev.sluice.http.ClusterOverview;
import dev.sluice.http.PeerClient;
import dev.sluice.topology.StoreRows;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.StreamsReplicas;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What operators see, from the parts of this process.
 *
 * @param here what this process tells of itself
 * @param replicas where the others are
 */
record OverviewWiring(SnapshotSource here, StreamsReplicas replicas) {
  private static final int FETCHED_BYTES = 8 << 20;
  private static final int PATIENCE_MS = 5_000;

  static OverviewWiring of(
      Settings settings,
      TopicNames topics,
      KafkaStreams streams,
      SnapshotSource.Parts parts,
      InstantSource clock) {
    String address = settings.http().asOneOfMany();
    return new OverviewWiring(
        new SnapshotSource(settings.instance(), parts, clock),
        new StreamsReplicas(streams, topics.requests(), address));
  }

  static SnapshotSource.Parts parts(
      Settings settings,
      TaskReports reports,
      ViewParts view,
      CallParts calls,
      KafkaStreams streams,
      Function<String, @Nullable TenantPolicy> policies) {
    return new SnapshotSource.Parts(
        reports.recorder(),
        view.activity()::now,
        calls.dispatcher(),
        new TargetStates(settings.routeTable(), calls.dispatcher().health(), calls.providers()),
        new StoreRows(streams),
        tenant -> policy(policies.apply(tenant), settings));
  }

  private static @Nullable Policy policy(@Nullable TenantPolicy record, Settings settings) {
    try {
      return record == null
          ? settings.unknownTenantPolicy(0).orElse(null)
          : PolicyRecords.fromRecord(record);
    } catch (IllegalArgumentException ofANewerRelease) {
      return null;
    }
  }

  ClusterOverview overview(@Nullable PeerClient peers, InstantSource clock) {
    return new ClusterOverview(here, replicas::others, peers, clock);
  }

  static CallTopics stories(
      Settings settings, TopicNames topics, QueryClients clients, InstantSource clock) {
    Map<String, Object> config = new HashMap<>(clients.kafka().committed());
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    String webhooks = settings.webhooksApplicationId() + "-pending-changelog";
    return new CallTopics(
        new StoryTopics(topics, webhooks, clients.wire()),
        () -> new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()),
        clock);
  }
}
