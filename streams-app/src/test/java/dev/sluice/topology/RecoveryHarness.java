package dev.sluice.topology;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Prices;
import dev.sluice.admission.Scope;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.ViewListener;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.OutcomeRecords;
import dev.sluice.wire.PollingEvents;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RequestSignatures;
import dev.sluice.wire.RowFormats;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task that goes from owner to owner: its stores stay, its processor and its process change.
 * Time passes only as the test says.
 */
final class RecoveryHarness {
  private static final ViewListener NOBODY = new ViewListener() {};
  static final Duration LEASE = Duration.ofSeconds(15);
  static final Duration SWEEP = Duration.ofSeconds(1);

  private static final int PARTITION = 3;
  private static final Properties CONFIG = new Properties();

  static {
    CONFIG.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
    CONFIG.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
  }

  private final TaskStores stores = new TaskStores();
  private final Map<TestDispatcher, PoisonPills> poisons = new HashMap<>();
  private final List<SpecificRecord> events = new ArrayList<>();
  private Instant now = CallFixtures.NOON;
  private Routes routes = GatewayHarness.ROUTES;
  private long creditBytes = 1_000_000;
  private boolean transactional;
  private CallTracer tracer = CallTracer.NONE;
  private long offset;
  private @Nullable Owner owner;

  private record Owner(
      TestDispatcher dispatcher,
      GatewayProcessor processor,
      MockProcessorContext<String, EncodedEvent> context,
      Map<CapturedPunctuator, Instant> due) {}

  /**
   * Each record and each sweep is a transaction of its own, aborted when it throws; costs a copy of
   * all rows each time.
   */
  RecoveryHarness withTransactions() {
    transactional = true;
    return this;
  }

  /** For the owners to come. */
  RecoveryHarness withRoutes(Route... configured) {
    routes = new Routes(List.of(configured));
    return this;
  }

  /** For the owners to come. */
  RecoveryHarness withTracer(CallTracer told) {
    tracer = told;
    return this;
  }

  /** For the owners to come. */
  RecoveryHarness withCreditBytes(long bytes) {
    creditBytes = bytes;
    return this;
  }

  /** The task comes to this process, and is taken from the one that had it, if any. */
  void comesTo(TestDispatcher dispatcher) {
    comesTo(dispatcher, 100);
  }

  void comesTo(TestDispatcher dispatcher, int credit) {
    comesTo(dispatcher, credit, RowFormats.newest());
  }

  void comesTo(TestDispatcher dispatcher, int credit, RowFormats rows) {
    if (owner != null) {
      owner.processor().close();
    }
    MockProcessorContext<String, EncodedEvent> context =
        new MockProcessorContext<>(CONFIG, new TaskId(0, PARTITION), new File("unused"));
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    boolean first = owner == null;
    for (StateStore store : stores.all()) {
      if (first) {
        store.init(context.getStateStoreContext(), store);
      }
      context.addStateStore(store);
    }
    GatewayProcessor processor =
        new GatewayProcessor(
            new TopologyParts(
                settings(credit, rows),
                routes,
                GatewayHarness.POLLING_IDS,
                dispatcher,
                OpenTransaction.Listener::committed,
                poisons.computeIfAbsent(dispatcher, process -> new PoisonPills()),
                TaskListener.NONE,
                NOBODY,
                tracer),
            (topic, event) -> new AvroRowCodec<>(event.getSchema()).encode(event));
    processor.init(context);
    Map<CapturedPunctuator, Instant> due = new HashMap<>();
    for (CapturedPunctuator punctuator : context.scheduledPunctuators()) {
      due.put(punctuator, now.plus(punctuator.getInterval()));
    }
    commit();
    owner = new Owner(dispatcher, processor, context, due);
  }

  private GatewaySettings settings(int credit, RowFormats rows) {
    return new GatewaySettings(
        GatewayHarness.TOPICS,
        PARTITION + 1,
        rows,
        Policy.of(
            1, List.of(Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1_000_000, Window.NONE))),
        credit,
        creditBytes,
        1_000_000,
        6,
        LEASE,
        SWEEP,
        Duration.ofHours(1),
        Duration.ofHours(25),
        new RequestLimits(100, 100_000),
        64,
        Prices.NONE,
        1_000,
        RequestSignatures.NONE,
        new WebhookTerms(Set.of("main"), false));
  }

  // What happens

  /** Nobody has the task for a while. */
  void isAway(Duration time) {
    current().processor().close();
    now = now.plus(time);
  }

  void publishes(String requestId) {
    publishes("acme", requestId);
  }

  void publishes(String tenant, String requestId) {
    publishes(tenant, CallFixtures.request(requestId, "chat"));
  }

  void publishesFor(String model, String requestId) {
    publishes("acme", CallFixtures.request(requestId, model));
  }

  void publishes(String tenant, Request request) {
    process(GatewayHarness.TOPICS.requests(), tenant, RequestRecords.toRecord(request));
  }

  void publishes(CompletionRequest request) {
    process(GatewayHarness.TOPICS.requests(), "acme", request);
  }

  void policy(TenantPolicy policy) {
    process(GatewayHarness.TOPICS.tenants(), "acme", policy);
  }

  void ends(Attempt attempt, String ownerId, Outcome outcome) {
    AttemptReport report =
        new AttemptReport(ownerId, attempt.pollingId(), AttemptRef.of(attempt, now, now), outcome);
    process(GatewayHarness.TOPICS.attempts(), attempt.tenant(), OutcomeRecords.toRecord(report));
  }

  /** A process says that it holds these attempts. */
  void ownerAlive(String ownerId, Attempt... attempts) {
    ownerAlive(ownerId, Duration.ZERO, attempts);
  }

  /**
   * @param ahead how far its clock, when it said so, was ahead of the reader's now
   */
  void ownerAlive(String ownerId, Duration ahead, Attempt... attempts) {
    List<String> held = Arrays.stream(attempts).map(Attempt::attemptId).toList();
    process(
        GatewayHarness.TOPICS.attempts(),
        null,
        OutcomeRecords.ownerAlive(ownerId, now.plus(ahead), held));
  }

  /** The next process on a dead one's state directory says that it has ended. */
  void ownerDead(TestDispatcher dead) {
    process(GatewayHarness.TOPICS.attempts(), null, OutcomeRecords.ownerDead(dead.ownerId(), now));
  }

  /** The task reads the mark that its owner asked for last. */
  void catchesUp() {
    TestDispatcher dispatcher = current().dispatcher();
    reads(dispatcher, dispatcher.marks.get(dispatcher.marks.size() - 1));
  }

  void catchesUpAndSweeps() {
    catchesUp();
    timePasses(SWEEP);
  }

  void reads(TestDispatcher dispatcher, String mark) {
    AttemptOutcome sign = OutcomeRecords.mark(dispatcher.ownerId(), now, mark);
    process(GatewayHarness.TOPICS.attempts(), null, sign);
  }

  void commands(CommandKind kind, String pollingId) {
    Command command =
        Command.newBuilder()
            .setKind(kind)
            .setPollingId(pollingId)
            .setCommandId("c-1")
            .setIssuedAt(now)
            .build();
    process(GatewayHarness.TOPICS.commands(), "acme", command);
  }

  /** Every punctuator runs when it is due, as in Streams when the thread is never busy. */
  void timePasses(Duration time) {
    Instant until = now.plus(time);
    for (Instant due = nextDue(); !due.isAfter(until); due = nextDue()) {
      now = due;
      context().setCurrentSystemTimeMs(now.toEpochMilli());
      for (CapturedPunctuator punctuator : context().scheduledPunctuators()) {
        Instant its = current().due().get(punctuator);
        if (due.equals(its) && !punctuator.cancelled()) {
          current().due().put(punctuator, due.plus(punctuator.getInterval()));
          transaction(() -> punctuator.getPunctuator().punctuate(now.toEpochMilli()));
        }
      }
    }
    now = until;
    context().setCurrentSystemTimeMs(now.toEpochMilli());
  }

  private Instant nextDue() {
    return current().due().entrySet().stream()
        .filter(each -> !each.getKey().cancelled())
        .map(Map.Entry::getValue)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  void ticks() {
    process(
        GatewayHarness.TOPICS.requests(),
        new Record<>(null, new Decoded.Absent<>(), now.toEpochMilli(), EventHeaders.tick()));
  }

  void process(String topic, @Nullable String key, SpecificRecord value) {
    process(topic, new Record<>(key, new Decoded.Readable<>(value, 100), now.toEpochMilli()));
  }

  private void process(String topic, Record<String, Decoded<?>> record) {
    context().setRecordMetadata(topic, PARTITION, offset++);
    transaction(() -> current().processor().process(record));
  }

  private void transaction(Runnable work) {
    try {
      work.run();
      commit();
      collect();
    } catch (RuntimeException thrown) {
      if (transactional) {
        stores.abort();
      }
      context().resetForwards();
      throw thrown;
    }
  }

  private void commit() {
    if (transactional) {
      stores.commit();
    }
  }

  // What can be seen

  List<CompletionResult> results() {
    return events(CompletionResult.class);
  }

  List<BudgetEvent> budgets() {
    return events(BudgetEvent.class);
  }

  List<ErrorRecord> errors() {
    return events(ErrorRecord.class);
  }

  List<PollingEvent> polling() {
    return PollingEvents.forClients(events(PollingEvent.class));
  }

  int forwarded() {
    return events.size() + context().forwarded().size();
  }

  TaskStores stores() {
    return stores;
  }

  Map<String, String> rows() {
    return stores.rows();
  }

  private <T extends SpecificRecord> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void collect() {
    context().forwarded().forEach(forward -> events.add(forward.record().value().event()));
    context().resetForwards();
  }

  private MockProcessorContext<String, EncodedEvent> context() {
    return current().context();
  }

  private Owner current() {
    if (owner == null) {
      throw new IllegalStateException("the task has not come to anyone yet");
    }
    return owner;
  }
}
