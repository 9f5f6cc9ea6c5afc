package dev.sluice.topology;

import dev.sluice.failure.Failure;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.screening.RequestScreening;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.Command;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.TextLimits;
import dev.sluice.wire.TopicNames;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
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
final class GatewayProcessor implements Processor<String, Decoded<?>, String, SpecificRecord> {
  private static final Logger log = LoggerFactory.getLogger(GatewayProcessor.class);

  private final TopologyParts parts;
  private final GatewaySettings settings;
  private final PoisonPills poison;
  private final Set<String> awaitingCommits;

  private @Nullable Live live;

  private record Live(
      ProcessorContext<String, SpecificRecord> context,
      GatewayTask task,
      Journal journal,
      RequestHandler requests,
      OutcomeHandler outcomes,
      CommandHandler commands,
      PolicyHandler policies,
      Cancellable sweeps) {}

  GatewayProcessor(TopologyParts parts) {
    this.parts = parts;
    this.settings = parts.settings();
    this.poison = parts.poison();
    this.awaitingCommits = settings.topics().awaitingCommits();
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    Supplier<Instant> clock = () -> Instant.ofEpochMilli(context.currentSystemTimeMs());
    GuardrailKinds kinds = GuardrailKinds.installed();
    GatewayStores stores = new GatewayStores(context, settings.rows());
    EventEmitter output = new EventEmitter(context, parts.listener());
    GatewayTask task = new GatewayTask(parts, context.taskId().partition(), stores, output, clock);
    Decider decider =
        new Decider(
            parts.routes(),
            settings.longestDeadline(),
            settings.maxQueued(),
            new Estimator(settings.prices()),
            settings.defaultMaxOutputTokens(),
            new RequestScreening(kinds));
    Journal journal = new Journal(task, decider);
    journal.restore();
    Cancellable sweeps =
        context.schedule(
            settings.sweep(), PunctuationType.WALL_CLOCK_TIME, time -> journal.sweep());
    live =
        new Live(
            context,
            task,
            journal,
            new RequestHandler(task, journal, parts.pollingIds(), decider),
            new OutcomeHandler(task, journal),
            new CommandHandler(task, journal, parts.pollingIds()),
            new PolicyHandler(task, kinds),
            sweeps);
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
    PoisonPills.Case past = poison.find(position);
    try {
      if (past != null && past.isGivenUp()) {
        giveUp(now, record, position, past);
      } else if (refusal != null) {
        refuse(now, record, position, refusal);
      } else {
        handle(now, record, position);
      }
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

  @SuppressWarnings("unchecked") // each source has the deserializer of its topic
  private void refuse(
      Live now, Record<String, Decoded<?>> record, SourcePosition position, Failure failure) {
    Record<String, ?> input = record;
    if (position.topic().equals(settings.topics().requests())) {
      now.requests().refuse((Record<String, Decoded<CompletionRequest>>) input, position, failure);
    } else if (position.topic().equals(settings.topics().tenants())) {
      now.policies().refuse((Record<String, Decoded<TenantPolicy>>) input, position, failure);
    } else {
      deadLetter(now, record, position, failure);
    }
  }

  private static void deadLetter(
      Live now, Record<String, Decoded<?>> record, SourcePosition position, Failure failure) {
    String tenant = TextLimits.tenant(record.key());
    GatewayTask task = now.task();
    task.output().deadLetter(EventFactory.deadLetter(tenant, failure, task.stamp(position)));
  }

  /** Answers the record if possible, and skips it. */
  @SuppressWarnings("unchecked") // each source has the deserializer of its topic
  private void giveUp(
      Live now, Record<String, Decoded<?>> record, SourcePosition position, PoisonPills.Case past) {
    if (past.skipsDeadLetter()) {
      log.error("{} is skipped without a dead letter", position);
      return;
    }
    Record<String, ?> input = record;
    if (past.isAnswered() && position.topic().equals(settings.topics().requests())) {
      now.requests()
          .refuse((Record<String, Decoded<CompletionRequest>>) input, position, past.failure());
    } else if (past.isAnswered() && position.topic().equals(settings.topics().attempts())) {
      now.outcomes()
          .giveUp((Record<String, Decoded<AttemptOutcome>>) input, position, past.failure());
    }
    deadLetter(now, record, position, past.failure());
  }

  @SuppressWarnings("unchecked") // each source has the deserializer of its topic
  private void handle(Live now, Record<String, Decoded<?>> record, SourcePosition position) {
    TopicNames topics = settings.topics();
    Record<String, ?> input = record;
    if (position.topic().equals(topics.requests())) {
      now.requests().handle((Record<String, Decoded<CompletionRequest>>) input, position);
    } else if (position.topic().equals(topics.attempts())) {
      now.outcomes().handle((Record<String, Decoded<AttemptOutcome>>) input, position);
    } else if (position.topic().equals(topics.commands())) {
      now.commands().handle((Record<String, Decoded<Command>>) input, position);
    } else {
      now.policies().handle((Record<String, Decoded<TenantPolicy>>) input, position);
      if (ClockReset.isIn(record.headers())) {
        now.journal().clockWasReset();
      } else if (record.key() != null) {
        now.journal().policyChanged(record.key());
      }
    }
  }

  /** Calls in flight go on: their outcomes are valid wherever the partition is by then. */
  @Override
  public void close() {
    if (live != null) {
      // Streams does not clear a closed task's punctuators
      live.sweeps().cancel();
      parts.listener().closed(live.context().taskId().partition());
      live = null;
    }
  }
}
