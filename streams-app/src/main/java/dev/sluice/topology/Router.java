package dev.sluice.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.ReroutedFrom;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the gateway decide on a record only in its tenant's partition, where the tenant's policy,
 * limits and calls are. From any other partition the record is rerouted there, as it was read, in
 * the task's transaction and with a marker. A marked record in a wrong partition is refused: a
 * client has forged the marker, or the number of partitions was changed. Confined to the stream
 * thread.
 */
final class Router implements Processor<byte[], byte[], Object, Object> {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final TopologyParts parts;
  private final GatewayProcessor gateway;
  private final TopicSerdes formats;
  private final Placement placement;
  private final RerouteLog lines;

  private @Nullable Live live;

  private record Live(
      ProcessorContext<Object, Object> context,
      ReroutedOffsets rerouted,
      RecordSizes sizes,
      TaskLog log) {}

  /**
   * @param lines one for all tasks
   */
  Router(TopologyParts parts, TopicSerdes formats, RerouteLog lines) {
    GatewaySettings settings = parts.settings();
    this.parts = parts;
    this.gateway = new GatewayProcessor(parts, formats.events());
    this.formats = formats;
    this.placement = new Placement(settings.topics(), parts.pollingIds(), settings.partitions());
    this.lines = lines;
  }

  @Override
  @SuppressWarnings("unchecked") // each sink has the serializers of what is forwarded to it
  public void init(ProcessorContext<Object, Object> context) {
    TaskLog taskLog = new TaskLog(context.taskId());
    taskLog.during(
        () ->
            gateway.init(
                (ProcessorContext<String, EncodedEvent>) (ProcessorContext<?, ?>) context));
    live =
        new Live(
            context,
            new ReroutedOffsets(context.getStateStore(StoreNames.SEQUENCE)),
            RecordSizes.of(context.appConfigs()),
            taskLog);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Live now = Objects.requireNonNull(live, "process() before init()");
    now.log().during(() -> process(now, record));
  }

  private void process(Live now, Record<byte[], byte[]> record) {
    SourcePosition position = SourcePosition.of(now.context().recordMetadata().orElseThrow());
    String tenant = record.key() == null ? null : new String(record.key(), UTF_8);
    if (tenant == null || placement.isFixed(position.topic(), record)) {
      gateway.process(decoded(record, tenant, position.topic()));
      return;
    }
    // a command belongs where its polling ID says
    Record<String, Decoded<?>> command =
        isCommand(position) ? decoded(record, tenant, position.topic()) : null;
    int home = placement.home(tenant, command == null ? null : command.value());
    if (home == position.partition() || parts.poison().isGivenUp(position)) {
      gateway.process(command == null ? decoded(record, tenant, position.topic()) : command);
      return;
    }
    refusal(record, position, home, now.sizes())
        .ifPresentOrElse(
            failure -> gateway.refuse(decoded(record, tenant, position.topic()), failure),
            () -> reroute(now, record, tenant, position, home));
  }

  private boolean isCommand(SourcePosition position) {
    return position.topic().equals(placement.topics().commands());
  }

  private static Optional<Failure> refusal(
      Record<byte[], byte[]> record, SourcePosition position, int home, RecordSizes sizes) {
    if (ReroutedFrom.isIn(record.headers())) {
      String message =
          "the record is in partition %d and belongs in partition %d, but has the header %s already: "
                  .formatted(position.partition(), home, EventHeaders.REROUTED_FROM)
              + "a client must not set it, and the number of partitions must not change";
      return Optional.of(
          new CallerFailure.InvalidRequest(FailureFacts.of(FailureType.INVALID_REQUEST, message)));
    }
    long bytes = sizes.bytes(record.key(), record.value(), record.headers());
    if (bytes > sizes.max()) {
      String message =
          "the record belongs in partition %d, and with %d bytes it is too large to be rerouted there; at most %d are possible"
              .formatted(home, bytes, sizes.max());
      return Optional.of(
          new PolicyFailure.PayloadTooLarge(
              FailureFacts.of(FailureType.PAYLOAD_TOO_LARGE, message)));
    }
    return Optional.empty();
  }

  private void reroute(
      Live now, Record<byte[], byte[]> record, String tenant, SourcePosition from, int home) {
    if (now.rerouted().hold(from, record.timestamp())) {
      log.debug("{} was rerouted before", from);
    } else {
      long atMs =
          isCommand(from) ? EarlyTimestampExtractor.before(record.timestamp()) : record.timestamp();
      Headers headers = new RecordHeaders(record.headers());
      headers.add(new ReroutedFrom(from.partition(), from.offset(), atMs).header());
      // brokers may refuse a time of long ago (message.timestamp.before.max.ms)
      long nowMs = now.context().currentSystemTimeMs();
      now.rerouted().add(from, record.timestamp());
      now.context()
          .forward(
              new Record<>(record.key(), new Rerouted(home, record.value()), nowMs, headers),
              NodeNames.rerouted(placement.topics(), from.topic()));
      parts.listener().rerouted(from.topic());
      lines.rerouted(tenant, from, home, nowMs);
    }
    gateway.processed(from);
  }

  private Record<String, Decoded<?>> decoded(
      Record<byte[], byte[]> record, @Nullable String tenant, String topic) {
    Decoded<?> value =
        formats.of(topic, placement.topics()).deserialize(topic, record.headers(), record.value());
    return new Record<>(tenant, value, record.timestamp(), record.headers());
  }

  @Override
  public void close() {
    gateway.close();
    live = null;
  }
}
