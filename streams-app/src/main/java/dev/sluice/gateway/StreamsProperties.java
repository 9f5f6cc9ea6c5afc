package dev.sluice.gateway;

import dev.sluice.config.GroupProtocol;
import dev.sluice.config.Settings;
import dev.sluice.dispatch.AttemptsProducer;
import dev.sluice.topology.GatewayProductionExceptionHandler;
import dev.sluice.topology.PoisonPills;
import dev.sluice.view.BoundedRocksDb;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The settings of Kafka Streams: what the design needs, then the operator's pass-through. */
final class StreamsProperties {
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /**
   * An idle changelog ends in a transaction's marker, after which a restore waits for records that
   * don't come: 500 ms by default, for each fetch.
   */
  private static final String RESTORE_FETCH_WAIT =
      StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);

  /** A broker refuses less: its group.min.session.timeout.ms. */
  private static final int SHORTEST_SESSION_MS = 6_000;

  private static final int LONGEST_HEARTBEAT_MS = 3_000;

  private StreamsProperties() {}

  static Properties of(Settings settings, PoisonPills poison) {
    Properties p = new Properties();
    int recordBytes = (int) settings.topics().maxRecordSize().bytes();
    // CommitPace requests those that someone waits for, and the interval counts from its own last
    // commit: it must be long beside slow commits. Under the streams protocol, Streams creates its
    // own consumers, and CommitPace can't. poll.ms is short, since a commit waits for a poll
    boolean paced = settings.group().protocol() == GroupProtocol.CLASSIC;
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, paced ? 1_000 : 10);
    p.put(StreamsConfig.POLL_MS_CONFIG, 10);
    // with -1 a request may be decided before its tenant's policy is read
    p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    // for the rows that many requests change between two commits; nothing is forwarded from stores
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.topics().replicationFactor());
    p.put(RESTORE_FETCH_WAIT, 10);
    // a large fetch of requests would be processed before any outcome
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 131_072);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    // what a busy task writes to a partition between two commits, in one batch
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 65_536);
    // a commit waits for some twenty partitions, and one of them is refused again and again while
    // brokers move them: by default up to a second passes before its next try
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
        AttemptsProducer.RETRY_BACKOFF_MAX_MS);
    RecordSettings.of(settings)
        .forEach((name, value) -> p.put(StreamsConfig.producerPrefix(name), value));
    p.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), recordBytes);
    // a changelog's records would have the times of their inputs: requests that were stamped while
    // the broker's clock was ahead could not be processed when it is back, since a broker refuses
    // times far ahead of its own (message.timestamp.after.max.ms)
    p.put(StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "LogAppendTime");
    if (paced) {
      classic(p, settings);
    }
    p.putAll(settings.kafka().properties());
    // the operator may not change what the promises rest on
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    p.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    p.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        GatewayProductionExceptionHandler.class);
    p.put(GatewayProductionExceptionHandler.POISON_CONFIG, poison);
    p.put(
        StreamsConfig.GROUP_PROTOCOL_CONFIG,
        settings.group().protocol().name().toLowerCase(Locale.ROOT));
    String advertised = settings.http().advertised();
    if (advertised != null) {
      p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
    }
    p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    return p;
  }

  /**
   * For the application that sends webhooks. Its effects outside of Kafka may be repeated anyway,
   * so it uses no transactions: the rows of its store are on their topic before the offset of their
   * input.
   */
  static Properties webhooks(Settings settings) {
    Properties p = new Properties();
    // what was sent since the last commit may be sent again after a crash
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.topics().replicationFactor());
    p.put(RESTORE_FETCH_WAIT, 10);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 131_072);
    classic(p, settings);
    p.putAll(settings.kafka().properties());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    // only committed ends are reported
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.webhooksApplicationId());
    // its starting position is committed for a classic group; another protocol would gain nothing
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    return p;
  }

  /** The streams protocol takes none of these; its standbys are a setting of the group. */
  private static void classic(Properties p, Settings settings) {
    // a static member is back within it after a restart; after a permanent crash, others take over
    int session = Math.max(SHORTEST_SESSION_MS, (int) settings.dispatch().lease().toMillis());
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
    // also how soon live members learn that partitions move
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(LONGEST_HEARTBEAT_MS, session / 5));
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        settings.instance());
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.group().standbys());
  }

  /** How long an application may take to close, and whether it leaves its group then. */
  static CloseOptions closing(Settings settings) {
    return CloseOptions.timeout(CLOSE_TIMEOUT)
        .withGroupMembershipOperation(
            settings.group().leaveOnStop()
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
  }
}
