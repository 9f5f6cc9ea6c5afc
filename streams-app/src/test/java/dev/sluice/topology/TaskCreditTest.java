package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.route;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.call.Attempt;
import dev.sluice.call.Request;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one task has under way and queued is bounded: in calls, in bytes, and by tenant. */
class TaskCreditTest {
  private static final Policy ONE_QUEUED = policyOf(1);

  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static Policy policyOf(int maxQueued) {
    return new Policy(
        1,
        List.of(),
        null,
        null,
        List.of(requestsPerMinute(10, Scope.TENANT)),
        OptionalInt.of(maxQueued));
  }

  private static Request large(String id) {
    return request(id, "chat", "x".repeat(40_000));
  }

  private String nextStarted() {
    return gateway.dispatcher.next().request().requestId();
  }

  @Test
  void shouldQueueACallWhileItsPayloadHasNoRoom() {
    // Given
    gateway.withCredit(100, 100_000).tenant("acme");
    gateway.publishes("acme", large("r-1"));
    gateway.publishes("acme", large("r-2"));
    gateway.publishes("acme", large("r-3"));
    Attempt first = gateway.dispatcher.next();
    assertThat(nextStarted()).isEqualTo("r-2");
    assertThat(gateway.dispatcher.isIdle()).isTrue();

    // When
    gateway.answers(first, "one");

    // Then
    assertThat(nextStarted()).isEqualTo("r-3");
  }

  @Test
  void shouldLetNoSmallCallOvertakeALargeOneThatHasTheTurn() {
    // Given
    gateway.withCredit(100, 100_000).tenant("acme");
    gateway.tenant("globex");
    gateway.tenant("initech");
    gateway.publishes("acme", large("r-1"));
    gateway.publishes("acme", large("r-2"));
    gateway.publishes("globex", large("large"));

    // When
    gateway.publishes("initech", request("small", "chat"));

    // Then
    Attempt first = gateway.dispatcher.next();
    assertThat(nextStarted()).isEqualTo("r-2");
    assertThat(gateway.dispatcher.isIdle()).isTrue();
    gateway.answers(first, "one");
    assertThat(nextStarted()).isEqualTo("large");
    assertThat(nextStarted()).isEqualTo("small");
  }

  @Test
  void shouldStartACallOfAnySizeWhenNoOtherIsUnderWay() {
    // Given
    gateway.withCredit(100, 1_000).tenant("acme");

    // When
    gateway.publishes("acme", large("r-1"));

    // Then
    assertThat(nextStarted()).isEqualTo("r-1");
  }

  @Test
  void shouldKnowTheBytesUnderWayAfterARestart() {
    // Given
    RecoveryHarness task = new RecoveryHarness().withCreditBytes(100_000);
    task.comesTo(new TestDispatcher("before"));
    task.publishes("acme", large("r-1"));
    task.publishes("acme", large("r-2"));
    TestDispatcher after = new TestDispatcher("after");

    // When
    task.comesTo(after);

    // Then
    task.publishes("acme", large("r-3"));
    task.catchesUp();
    assertThat(after.isIdle()).isTrue();
    task.publishes("acme", request("small, but behind it", "chat"));
    assertThat(after.isIdle()).isTrue();
    assertThat(task.polling()).hasSize(4);
  }

  @Test
  void shouldRejectWithoutPollingIdAndConsumeNothingWhenTheTenantsQueueIsFull() {
    // Given
    gateway.withCredit(1).tenant("acme", ONE_QUEUED);
    gateway.publishes("acme", request("under way", "chat"));
    gateway.publishes("acme", request("queued", "chat"));
    assertThat(remaining(gateway.polling())).containsExactly(9L, 8L);

    // When
    gateway.publishes("acme", request("too many", "chat"));

    // Then
    ErrorRecord rejected = gateway.errors().get(0);
    assertThat(rejected.getRequestId()).isEqualTo("too many");
    assertThat(rejected.getStage()).isEqualTo(ErrorStage.REJECTED);
    assertThat(rejected.getPollingId()).isNull();
    assertThat(rejected.getFailure().getStatus()).isEqualTo(429);
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "queue_full");
    assertThat(gateway.polling()).isEmpty();
    gateway.answers(gateway.dispatcher.next(), "one");
    assertThat(remaining(gateway.polling())).isEmpty();
    gateway.publishes("acme", request("too many", "chat"));
    assertThat(remaining(gateway.polling())).containsExactly(7L);
    assertThat(gateway.errors()).isEmpty();
  }

  @Test
  void shouldLeaveOtherTenantsTheirQueuesWhenOneIsFull() {
    // Given
    gateway.withCredit(1).tenant("acme", ONE_QUEUED);
    gateway.tenant("globex", ONE_QUEUED);
    gateway.publishes("acme", request("under way", "chat"));
    gateway.publishes("acme", request("queued", "chat"));

    // When
    gateway.publishes("globex", request("another's", "chat"));

    // Then
    assertThat(gateway.errors()).isEmpty();
    gateway.answers(gateway.dispatcher.next(), "one");
    gateway.answers(gateway.dispatcher.next(), "two");
    assertThat(nextStarted()).isEqualTo("another's");
  }

  @Test
  void shouldAdmitWhatCanStartAtOnceWhenTheTenantMayQueueNothing() {
    // Given
    gateway.withCredit(1).tenant("acme", policyOf(0));

    // When
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(nextStarted()).isEqualTo("r-1");
    assertThat(gateway.errors()).extracting(ErrorRecord::getRequestId).containsExactly("r-2");
  }

  @Test
  void shouldEndAllQueuedCallsWhenTheirTargetIsNotConfiguredAnyMore() {
    // Given
    RecoveryHarness task = new RecoveryHarness();
    TestDispatcher before = new TestDispatcher("before");
    task.comesTo(before, 1);
    task.publishes("acme", request("under way", "chat"));
    for (int i = 0; i < 5_000; i++) {
      task.publishes("acme", request("queued-" + i, "single"));
    }

    // When
    task.withRoutes(route("chat", "first", "second")).comesTo(new TestDispatcher("after"), 2);
    task.catchesUp();

    // Then
    task.timePasses(RecoveryHarness.SWEEP.multipliedBy(5));
    assertThat(task.errors()).hasSize(5_000);
    assertThat(task.errors())
        .allSatisfy(
            failed ->
                assertThat(failed.getFailure().getTypePath())
                    .containsExactly("provider", "not_found", "unknown_provider"));
  }

  private static List<Long> remaining(List<PollingEvent> events) {
    return events.stream()
        .filter(event -> !event.getLimits().isEmpty())
        .map(event -> event.getLimits().get(0).getRemaining())
        .toList();
  }
}
