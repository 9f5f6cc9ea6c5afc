package dev.sluice.topology;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.FallbackList;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Outcome;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Request;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Routes;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Command;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.RecentActivity;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Contract;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.OutcomeRecords;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.PollingEvents;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TopicNames;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology over a simulated broker, with the real serializers: what a test publishes is
 * decided at once, and an attempt ends when and how the test says.
 */
final class GatewayHarness implements AutoCloseable {
  static final TopicNames TOPICS = new TopicNames("sluice.");
  static final Instant START = CallFixtures.NOON;
  static final Duration LEASE = Duration.ofSeconds(15);

  static final PollingIds POLLING_IDS =
      new PollingIds(
          TOPICS.requests(),
          1,
          Map.of(1, "a secret for tests only".getBytes(StandardCharsets.UTF_8)));

  static final Routes ROUTES =
      new Routes(
          List.of(
              CallFixtures.route("chat", "first", "second"),
              CallFixtures.route("single", "only"),
              CallFixtures.route("patient", CallFixtures.retries(2), Map.of(), "slow"),
              CallFixtures.route(
                  "short",
                  RetryPolicy.NONE,
                  Map.of(FallbackList.CONTEXT_WINDOW, List.of("second")),
                  "small")));

  private final Path stateDir;
  private final Routes routes;
  private final Dispatcher used;
  private final RegistrySerdes wire =
      new RegistrySerdes(
          new MockSchemaRegistryClient(List.of(new AvroSchemaProvider())),
          RegistryWaits.of(Duration.ZERO, Duration.ofMinutes(1)));
  private final Map<Class<? extends SpecificRecord>, Serializer<?>> serializers = new HashMap<>();
  private int taskCredit = 100;
  private long taskCreditBytes = 1_000_000;
  private @Nullable Policy defaultPolicy;
  final TestDispatcher dispatcher;

  final ToldOperators tasks = new ToldOperators();

  private TopologyTestDriver driver;
  private Instant appendTime;

  GatewayHarness(Path stateDir) {
    this(stateDir, START, ROUTES, new TestDispatcher("owner-1"), null);
  }

  /** With a dispatcher of the test's own, which says itself how attempts end. */
  GatewayHarness(Path stateDir, Instant start, Routes routes, Dispatcher dispatcher) {
    this(stateDir, start, routes, new TestDispatcher("unused"), dispatcher);
  }

  private GatewayHarness(
      Path stateDir,
      Instant start,
      Routes routes,
      TestDispatcher dispatcher,
      @Nullable Dispatcher instead) {
    this.stateDir = stateDir;
    this.routes = routes;
    this.dispatcher = dispatcher;
    this.used = instead == null ? dispatcher : instead;
    this.appendTime = start;
    wire.registration(Duration.ofSeconds(1)).register(Contract.types(TOPICS));
    driver = open(start);
  }

  static Topology topology(
      RegistrySerdes wire,
      Routes routes,
      Dispatcher dispatcher,
      int taskCredit,
      long taskCreditBytes) {
    return topology(
        wire, routes, dispatcher, taskCredit, taskCreditBytes, null, new ToldOperators());
  }

  private static Topology topology(
      RegistrySerdes wire,
      Routes routes,
      Dispatcher dispatcher,
      int taskCredit,
      long taskCreditBytes,
      @Nullable Policy defaultPolicy,
      ToldOperators tasks) {
    return SluiceTopology.build(
        new TopologyParts(
            settings(1, taskCredit, taskCreditBytes, defaultPolicy),
            routes,
            POLLING_IDS,
            dispatcher,
            OpenTransaction.Listener::committed,
            new PoisonPills(),
            tasks,
            new RecentActivity(() -> START),
            tasks),
        TopicSerdes.of(wire, TOPICS));
  }

  static GatewaySettings settings(
      int partitions, int taskCredit, long taskCreditBytes, @Nullable Policy defaultPolicy) {
    return new GatewaySettings(
        TOPICS,
        partitions,
        RowFormats.newest(),
        defaultPolicy,
        taskCredit,
        taskCreditBytes,
        50,
        6,
        LEASE,
        Duration.ofSeconds(1),
        Duration.ofHours(1),
        Duration.ofHours(25),
        new RequestLimits(100, 100_000),
        64,
        TestPrices.PRICES,
        1_000,
        Signers.SIGNATURES,
        new WebhookTerms(Set.of("main"), false));
  }

  private TopologyTestDriver open(Instant now) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return new TopologyTestDriver(
        topology(wire, routes, used, taskCredit, taskCreditBytes, defaultPolicy, tasks),
        config,
        now);
  }

  GatewayHarness withCredit(int calls) {
    return withCredit(calls, taskCreditBytes);
  }

  GatewayHarness withCredit(int calls, long bytes) {
    taskCredit = calls;
    taskCreditBytes = bytes;
    return again();
  }

  GatewayHarness withDefaultPolicy(Policy policy) {
    defaultPolicy = policy;
    return again();
  }

  private GatewayHarness again() {
    driver.close();
    driver = open(appendTime);
    return this;
  }

  // What happens outside

  void tenant(String tenant, Limit... limits) {
    tenant(tenant, Policy.of(1, List.of(limits)));
  }

  void tenant(String tenant, Policy policy) {
    tenant(tenant, PolicyRecords.toRecord(policy).build());
  }

  void tenant(String tenant, TenantPolicy policy) {
    pipe(TOPICS.tenants(), tenant, policy);
  }

  void withdraws(String tenant) {
    bytesInto(TOPICS.tenants()).pipeInput(new TestRecord<>(tenant, null, appendTime));
  }

  void resetsClock(Headers headers) {
    bytesInto(TOPICS.tenants())
        .pipeInput(new TestRecord<>(ClockReset.KEY, null, headers, appendTime));
  }

  static Limit requestsPerMinute(int amount, Scope... per) {
    return Limit.of(List.of(per), Metric.REQUESTS, amount, Window.MINUTE);
  }

  void publishes(String tenant, Request request) {
    pipe(TOPICS.requests(), tenant, RequestRecords.toRecord(request));
  }

  /** As it would be on the wire. */
  byte[] bytes(Request request) {
    return wire.serializer(CompletionRequest.class)
        .serialize(TOPICS.requests(), RequestRecords.toRecord(request));
  }

  void publishesWith(String header, String text, String tenant, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(header, text.getBytes(StandardCharsets.UTF_8));
    bytesInto(TOPICS.requests()).pipeInput(new TestRecord<>(tenant, value, headers, appendTime));
  }

  void publishesBytes(@Nullable String tenant, byte @Nullable [] value) {
    bytesInto(TOPICS.requests()).pipeInput(new TestRecord<>(tenant, value, appendTime));
  }

  /** Anyone may write one, at any time. */
  void ticks() {
    bytesInto(TOPICS.requests())
        .pipeInput(new TestRecord<>(null, null, EventHeaders.tick(), appendTime));
  }

  /** The tick that was asked for last comes when it was asked for, or at once. */
  void ticksAsAsked() {
    Instant at = dispatcher.ticks.remove(dispatcher.ticks.size() - 1);
    dispatcher.ticks.clear();
    if (at.isAfter(appendTime)) {
      timePasses(Duration.between(appendTime, at));
    }
    ticks();
  }

  void commands(String tenant, Command command) {
    pipe(TOPICS.commands(), tenant, command);
  }

  void commandBytes(String tenant, byte @Nullable [] value) {
    bytesInto(TOPICS.commands()).pipeInput(new TestRecord<>(tenant, value, appendTime));
  }

  void answers(Attempt attempt, String text) {
    ends(attempt, new Outcome.Answered(Answer.text(text, Usage.of(10, 5))));
  }

  void fails(Attempt attempt, Failure failure) {
    ends(attempt, new Outcome.Failed(failure));
  }

  void ends(Attempt attempt, Outcome outcome) {
    AttemptReport report =
        new AttemptReport(
            used.ownerId(),
            attempt.pollingId(),
            AttemptRef.of(attempt, appendTime, appendTime),
            outcome);
    ends(attempt.tenant(), report);
  }

  void ends(String tenant, AttemptReport report) {
    pipe(TOPICS.attempts(), tenant, OutcomeRecords.toRecord(report));
  }

  void ownerAlive(String ownerId) {
    pipe(TOPICS.attempts(), null, OutcomeRecords.ownerAlive(ownerId, appendTime, List.of()));
  }

  void timePasses(Duration time) {
    appendTime = appendTime.plus(time);
    driver.advanceWallClockTime(time);
  }

  /** That of the broker alone. */
  void clockJumps(Duration time) {
    appendTime = appendTime.plus(time);
  }

  Instant appendTime() {
    return appendTime;
  }

  // What can be seen outside

  List<PollingEvent> polling() {
    return PollingEvents.forClients(read(TOPICS.polling(), PollingEvent.class));
  }

  List<PollingEvent> toldToReplays() {
    return PollingEvents.forReplays(read(TOPICS.polling(), PollingEvent.class));
  }

  List<CompletionResult> results() {
    return read(TOPICS.results(), CompletionResult.class);
  }

  List<ErrorRecord> errors() {
    return read(TOPICS.errors(), ErrorRecord.class);
  }

  List<BudgetEvent> budgets() {
    return read(TOPICS.budgets(), BudgetEvent.class);
  }

  /** What its stores hold, and its topics. */
  TopologyContents contents() {
    return new TopologyContents(driver);
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    Deserializer<Decoded<T>> values = wire.deserializer(type);
    var records = driver.createOutputTopic(topic, new StringDeserializer(), values);
    return records.readValuesToList().stream()
        .map(value -> ((Decoded.Readable<T>) value).value())
        .toList();
  }

  private TestInputTopic<String, byte[]> bytesInto(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  <T extends SpecificRecord> void pipe(String topic, @Nullable String key, T value) {
    @SuppressWarnings("unchecked")
    Serializer<T> values =
        (Serializer<T>) serializers.computeIfAbsent(value.getClass(), wire::serializer);
    driver
        .createInputTopic(topic, new StringSerializer(), values)
        .pipeInput(new TestRecord<>(key, value, appendTime));
  }

  @Override
  public void close() {
    driver.close();
  }
}
