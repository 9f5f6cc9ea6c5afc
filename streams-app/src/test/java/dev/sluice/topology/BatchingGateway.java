package dev.sluice.topology;

import static dev.sluice.topology.GatewayHarness.START;
import static dev.sluice.topology.GatewayHarness.TOPICS;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.TargetGroup;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.http.Attempts;
import dev.sluice.v1.CommandKind;
import dev.sluice.wire.OutcomeRecords;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway with targets that take batches; a test plays its dispatcher. */
final class BatchingGateway implements AutoCloseable {
  static final Duration MAX_WAIT = Duration.ofSeconds(10);
  static final int MAX_SIZE = 3;
  static final Duration WINDOW = Duration.ofSeconds(30);

  static final BatchTerms TERMS = new BatchTerms(MAX_WAIT, MAX_SIZE, WINDOW, new BigDecimal("0.5"));

  final TestDispatcher dispatcher = new TestDispatcher("owner-1");
  final TestBatches batches = dispatcher.batches;
  final GatewayHarness gateway;

  BatchingGateway(Path stateDir) {
    Routes routes =
        new Routes(
            List.of(
                route("chat", RetryPolicy.NONE, "first", "second"),
                route("single", RetryPolicy.NONE, "only"),
                route("patient", CallFixtures.retries(2), "slow")));
    gateway = new GatewayHarness(stateDir, START, routes, dispatcher);
  }

  /** The first of its targets takes batches. */
  static Route route(String name, RetryPolicy retries, String batching, String... others) {
    List<TargetGroup> levels =
        Stream.concat(
                Stream.of(CallFixtures.target(batching).with(TERMS)),
                Stream.of(others).map(CallFixtures::target))
            .map(TargetGroup::of)
            .toList();
    return new Route(name, levels, Duration.ofMinutes(1), Map.of(), retries);
  }

  /** One whose answer can wait. */
  static Request patient(String requestId, String model) {
    return Attempts.batch(CallFixtures.request(requestId, model));
  }

  static Request patient(String requestId, String model, Instant deadline) {
    return Attempts.batch(CallFixtures.waiting(requestId, model, 0, deadline));
  }

  static Outcome answer(int inputTokens, int outputTokens) {
    return new Outcome.Answered(Answer.text("a gate", Usage.of(inputTokens, outputTokens)));
  }

  static Outcome unfinished() {
    FailureFacts facts = FailureFacts.of(FailureType.BATCH_UNFINISHED, "the batch expired");
    return new Outcome.Failed(new ProviderFailure.BatchUnfinished(facts));
  }

  // What happens

  void publishes(String model, String... requestIds) {
    for (String requestId : requestIds) {
      gateway.publishes("acme", patient(requestId, model));
    }
  }

  /** Publishes them, and waits until the dispatcher is told to send them. */
  Sending sends(String model, String... requestIds) {
    publishes(model, requestIds);
    gateway.timePasses(MAX_WAIT);
    return batches.sent.get(batches.sent.size() - 1);
  }

  /** The same, and the provider has them. */
  Sending submits(String model, String... requestIds) {
    Sending sent = sends(model, requestIds);
    created(sent, "p-1");
    return sent;
  }

  void created(Sending sent, String providerId) {
    gateway.pipe(
        TOPICS.attempts(),
        null,
        OutcomeRecords.batchCreated(
            dispatcher.ownerId(), gateway.appendTime(), sent.batch().batchId(), providerId));
  }

  void ended(Sending sent) {
    gateway.pipe(
        TOPICS.attempts(),
        null,
        OutcomeRecords.batchEnded(
            dispatcher.ownerId(), gateway.appendTime(), sent.batch().batchId()));
  }

  /** A line of a batch has this outcome. */
  void ends(Sending sent, String requestId, Outcome outcome) {
    Attempt attempt = attempt(sent, requestId);
    AttemptRef ref = AttemptRef.of(attempt, sent.batch().since(), gateway.appendTime());
    AttemptReport report =
        new AttemptReport(
            dispatcher.ownerId(), attempt.pollingId(), ref.in(sent.batch().batchId()), outcome);
    gateway.ends(attempt.tenant(), report);
  }

  void cancels(String pollingId) {
    gateway.commands("acme", CancelledCalls.command(CommandKind.CANCEL, pollingId));
  }

  void cancels(Sending sent, String requestId) {
    cancels(attempt(sent, requestId).pollingId());
  }

  // What can be seen

  static Attempt attempt(Sending sent, String requestId) {
    return sent.attempts().stream()
        .filter(attempt -> attempt.request().requestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  /** The batches that were to be sent: the target of each, and its requests. */
  List<String> sent() {
    return batches.sent.stream().map(BatchingGateway::told).toList();
  }

  static String told(Sending sent) {
    return sent.batch().target().name() + ": " + requestIds(sent.attempts());
  }

  static String requestIds(List<Attempt> attempts) {
    return attempts.stream()
        .map(attempt -> attempt.request().requestId())
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    gateway.close();
  }
}
