package dev.sluice.client;

import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.admission.ScopeValue;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.topology.LimiterChangelogs;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed clocks and rows of the limiter from the changelogs of the gateway's stores:
 * the same whichever instances run, or none. One thread.
 */
public final class LimiterState {
  private static final Duration POLL = Duration.ofMillis(200);

  private final ClientSession session;
  private final LimiterChangelogs changelogs;
  private final Duration timeout;
  private final InstantSource clock;

  public LimiterState(ClientSession session, Settings settings, InstantSource clock) {
    this.session = session;
    this.changelogs = new LimiterChangelogs(settings.applicationId());
    this.timeout = settings.startTimeout();
    this.clock = clock;
  }

  /** Of whoever looks at tenants' usage. */
  public static TopicUses uses(Settings settings) {
    LimiterChangelogs changelogs = new LimiterChangelogs(settings.applicationId());
    return TopicUses.policies(new TopicNames(settings.topics().prefix()))
        .reading(List.of(changelogs.limits(), changelogs.clocks()));
  }

  /** Of whoever looks at clocks and resets them. */
  public static TopicUses clockUses(Settings settings) {
    LimiterChangelogs changelogs = new LimiterChangelogs(settings.applicationId());
    return TopicUses.changes(new TopicNames(settings.topics().prefix()))
        .reading(List.of(changelogs.clocks()));
  }

  /**
   * The highest append time of a decision, by partition; partitions without a decision are absent.
   */
  public SortedMap<Integer, Instant> clocks() throws StartException {
    SortedMap<Integer, Instant> clocks = new TreeMap<>();
    read(
        changelogs.clocks(),
        record -> {
          if (record.key().equals(LimiterChangelogs.CLOCK)) {
            clocks.put(record.partition(), LimiterChangelogs.clock(record.value()));
          }
        });
    return clocks;
  }

  /** The rows of tenants by partition, those of each in the order of their store keys. */
  public SortedMap<Integer, Map<ScopeValue, ScopeRow>> rows(Predicate<String> tenants)
      throws StartException {
    SortedMap<Integer, SortedMap<String, byte[]>> latest = new TreeMap<>();
    read(
        changelogs.limits(),
        record -> {
          if (tenants.test(ScopeValue.parse(record.key()).tenant())) {
            latest
                .computeIfAbsent(record.partition(), unused -> new TreeMap<>())
                .put(record.key(), record.value());
          }
        });
    return decoded(latest);
  }

  private static SortedMap<Integer, Map<ScopeValue, ScopeRow>> decoded(
      Map<Integer, SortedMap<String, byte[]>> latest) {
    SortedMap<Integer, Map<ScopeValue, ScopeRow>> rows = new TreeMap<>();
    latest.forEach(
        (partition, values) -> {
          Map<ScopeValue, ScopeRow> decoded = new LinkedHashMap<>();
          values.forEach(
              (key, value) -> {
                if (value != null) {
                  decoded.put(ScopeValue.parse(key), ScopeRowCodec.decode(value));
                }
              });
          rows.put(partition, decoded);
        });
    return rows;
  }

  private void read(String topic, Consumer<ConsumerRecord<String, byte[]>> reader)
      throws StartException {
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      if (all.isEmpty()) {
        throw new StartException(
            ExitStatus.TOPICS_UNFIT,
            "topic " + topic + " is missing; has a gateway of this application_id run?");
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      Instant until = clock.instant().plus(timeout);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (clock.instant().isAfter(until)) {
          throw new StartException(
              ExitStatus.BROKER_AWAY, "topic " + topic + " can't be read in " + timeout);
        }
        consumer.poll(POLL).forEach(reader);
      }
    }
  }
}
