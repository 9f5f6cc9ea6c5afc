package dev.sluice.topology;

import dev.sluice.failure.Failure;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.screening.RequestScreening;
import dev.sluice.view.ViewWriter;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.TextLimits;
import dev.sluice.wire.TopicNames;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one stateful processor: passes each input to its handler. All inputs of a tenant
 * meet here, so admission, journal, limits and completion share one task, one transaction and one
 * order. Confined to the stream thread; {@code init} rebuilds everything, since Streams initializes
 * a revived task's processor again.
 *
 * <p>A handler that throws may have written half of its effects, and Streams can't take back the
 * writes of one record. So its exception ends the transaction, and the record is read again; after
 * some tries it is skipped before any of it is processed.
 */
final class GatewayProcessor implements Processor<String, Decoded<?>, String, EncodedEvent> {
  private static final Logger log = LoggerFactory.getLogger(GatewayProcessor.class);

  private final TopologyParts parts;
  private final GatewaySettings settings;
  private final PoisonPills poison;
  private final Serializer<SpecificRecord> format;
  private final Set<String> awaitingCommits;

  private @Nullable Live live;

  /**
   * @param handlers by topic
   */
  private record Live(
      ProcessorContext<String, EncodedEvent> context,
      GatewayTask task,
      Journal journal,
      Map<String, InputHandler<?>> handlers,
      Cancellable sweeps) {}

  /**
   * @param format of the events' topics
   */
  GatewayProcessor(TopologyParts parts, Serializer<SpecificRecord> format) {
    this.parts = parts;
    this.format = format;
    this.settings = parts.settings();
    this.poison = parts.poison();
    this.awaitingCommits = settings.topics().awaitingCommits();
  }

  @Override
  public void init(ProcessorContext<String, EncodedEvent> context) {
    Supplier<Instant> clock = () -> Instant.ofEpochMilli(context.currentSystemTimeMs());
    GuardrailKinds kinds = GuardrailKinds.installed();
    GatewayStores stores = new GatewayStores(context, settings.rows());
    int partition = context.taskId().partition();
    ViewWriter view = new ViewWriter(context, settings.rows(), parts.view(), parts.transaction());
    EventEmitter output = new EventEmitter(context, parts, format, view);
    GatewayTask task = new GatewayTask(parts, partition, stores, view, output, clock);
    Decider decider =
        new Decider(
            parts.routes(),
            settings.longestDeadline(),
            settings.maxQueued(),
            new Estimator(settings.prices(), settings.defaultMaxOutputTokens()),
            new RequestScreening(kinds));
    Journal journal = new Journal(task, decider);
    journal.restore();
    TaskLog taskLog = new TaskLog(context.taskId());
    Cancellable sweeps =
        context.schedule(
            settings.sweep(),
            PunctuationType.WALL_CLOCK_TIME,
            time -> {
              taskLog.during(journal::sweep);
              parts.dispatcher().swept(context::commit);
            });
    TopicNames topics = settings.topics();
    Map<String, InputHandler<?>> handlers =
        Map.of(
            topics.requests(), new RequestHandler(task, journal, decider),
            topics.attempts(), new OutcomeHandler(task, journal),
            topics.commands(), new CommandHandler(task, journal),
            topics.tenants(), new PolicyHandler(task, journal, kinds));
    live = new Live(context, task, journal, handlers, sweeps);
    parts.view().opened(partition);
  }

  @Override
  public void process(Record<String, Decoded<?>> record) {
    process(record, null);
  }

  /** Answers a record that belongs in another partition and can't be rerouted there. */
  void refuse(Record<String, Decoded<?>> record, Failure failure) {
    process(record, failure);
  }

  private void process(Record<String, Decoded<?>> record, @Nullable Failure refusal) {
    Live now = live();
    SourcePosition position = SourcePosition.of(now.context().recordMetadata().orElseThrow());
    InputHandler<?> handler = Objects.requireNonNull(now.handlers().get(position.topic()));
    try {
      process(handler, record, position, refusal);
      processed(position);
    } catch (RuntimeException | StackOverflowError thrown) {
      if (!now.journal().hasThrown(thrown)) {
        poison.failed(position, thrown);
      }
      throw thrown;
    }
  }

  /** Asks for a commit if the input's effects wait for one. */
  void processed(SourcePosition position) {
    if (awaitingCommits.contains(position.topic())) {
      parts.dispatcher().processed(live().context()::commit);
    }
  }

  private Live live() {
    return Objects.requireNonNull(live, "process() before init()");
  }

  private <T> void process(
      InputHandler<T> handler,
      Record<String, Decoded<?>> read,
      SourcePosition position,
      @Nullable Failure refusal) {
    @SuppressWarnings("unchecked") // each source has the deserializer of its topic
    Record<String, Decoded<T>> record = (Record<String, Decoded<T>>) (Record<String, ?>) read;
    PoisonPills.Case past = poison.find(position);
    if (past != null && past.isGivenUp()) {
      giveUp(handler, record, position, past);
    } else if (refusal == null) {
      handler.handle(record, position);
    } else if (!handler.refuse(record, position, refusal)) {
      deadLetter(record, position, refusal);
    }
  }

  private void deadLetter(Record<String, ?> record, SourcePosition position, Failure failure) {
    GatewayTask task = live().task();
    String tenant = TextLimits.tenant(record.key());
    task.output().deadLetter(EventFactory.deadLetter(tenant, failure, task.stamp(position)));
  }

  /** Answers the record if possible, and skips it. */
  private <T> void giveUp(
      InputHandler<T> handler,
      Record<String, Decoded<T>> record,
      SourcePosition position,
      PoisonPills.Case past) {
    if (past.skipsDeadLetter()) {
      log.error("{} is skipped without a dead letter", position);
      return;
    }
    if (past.isAnswered()) {
      handler.giveUp(record, position, past.failure());
    }
    deadLetter(record, position, past.failure());
  }

  /** Calls in flight go on: their outcomes are valid wherever the partition is by then. */
  @Override
  public void close() {
    if (live != null) {
      // Streams does not clear a closed task's punctuators
      live.sweeps().cancel();
      parts.dispatcher().batches().leave(live.task().partition());
      parts.listener().closed(live.task().partition());
      parts.view().closed(live.task().partition());
      live = null;
    }
  }
}
