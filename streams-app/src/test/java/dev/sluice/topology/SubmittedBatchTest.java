package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.BatchingGateway.answer;
import static dev.sluice.topology.BatchingGateway.requestIds;
import static dev.sluice.topology.BatchingGateway.unfinished;
import static dev.sluice.topology.CancelledCalls.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the requests of a provider batch that was sent. */
class SubmittedBatchTest {
  private static final Limit SPEND =
      Limit.of(List.of(Scope.TENANT), Metric.SPEND, 10_000_000, Window.MONTH);

  /** What 10 input tokens and 5 output tokens cost at the first target of the route. */
  private static final long ALONE = 20;

  @TempDir Path stateDir;
  private BatchingGateway its;

  @BeforeEach
  void start() {
    its = new BatchingGateway(stateDir);
    its.gateway.tenant("acme", SPEND);
  }

  @AfterEach
  void stop() {
    its.close();
  }

  @Test
  void shouldBeFollowedUnderItsProvidersNameWhenItWasCreated() {
    // Given
    Sending sent = its.sends("chat", "r-1");

    // When
    its.created(sent, "p-1");

    // Then
    assertThat(its.batches.followed).containsExactly(sent.batch().at("p-1"));
  }

  @Test
  void shouldNotBeFollowedAgainWhenItsCreationIsToldTwice() {
    // Given
    Sending sent = its.submits("chat", "r-1");

    // When
    its.created(sent, "p-1");

    // Then
    assertThat(its.batches.followed).hasSize(1);
    assertThat(its.batches.cancelled).isEmpty();
  }

  @Test
  void shouldStopTheSecondWhenItExistsTwiceAtItsProvider() {
    // Given
    Sending sent = its.submits("chat", "r-1");

    // When
    its.created(sent, "p-2");

    // Then
    assertThat(its.batches.cancelled).extracting(ProviderBatch::providerId).containsExactly("p-2");
    assertThat(its.batches.followed).extracting(ProviderBatch::providerId).containsExactly("p-1");
  }

  @Test
  void shouldBeSettledOnceWhenItHasEnded() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");

    // When
    its.ended(sent);
    its.ended(sent);

    // Then
    assertThat(requestIds(only(its.batches.settled))).isEqualTo("r-1 r-2");
  }

  @Test
  void shouldAnswerEachRequestOnceAtTheBatchPrice() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");

    // When
    its.ends(sent, "r-1", answer(10, 5));
    its.ends(sent, "r-1", answer(10, 5));

    // Then
    CompletionResult result = only(its.gateway.results());
    assertThat(result.getRequestId()).isEqualTo("r-1");
    assertThat(result.getUsage().getCostMicros()).isEqualTo(ALONE / 2);
    assertThat(spent()).isEqualTo(ALONE / 2);
    assertThat(its.gateway.errors()).isEmpty();
  }

  @Test
  void shouldKeepNothingOfItWhenAllItsRequestsHaveEnded() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");
    boolean wasKept = its.gateway.contents().with("p-1").contains(StoreNames.BATCHES);

    // When
    its.ends(sent, "r-2", answer(10, 5));
    its.ends(sent, "r-1", answer(10, 5));

    // Then
    assertThat(wasKept).isTrue();
    assertThat(its.gateway.contents().with("p-1")).doesNotContain(StoreNames.BATCHES);
    assertThat(its.gateway.results()).hasSize(2);
  }

  @Test
  void shouldLeaveAnotherBatchAloneWhenOneIsToldThatHasNoRequestsAnyMore() {
    // Given
    Sending sent = its.submits("chat", "r-1");
    its.ends(sent, "r-1", answer(10, 5));
    its.sends("chat", "r-2");

    // When
    its.created(sent, "p-9");
    its.ended(sent);

    // Then
    assertThat(its.batches.followed).extracting(ProviderBatch::providerId).containsExactly("p-1");
    assertThat(its.batches.settled).isEmpty();
    assertThat(its.gateway.contents().with("p-9")).isEmpty();
  }

  @Test
  void shouldCallARequestAloneAtItsOwnPriceWhenItsBatchLeftItUndone() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");
    its.ends(sent, "r-1", unfinished());
    its.ends(sent, "r-1", unfinished());
    Attempt alone = its.dispatcher.next();

    // When
    its.gateway.ends(alone, answer(10, 5));

    // Then
    assertThat(alone.target().name()).isEqualTo("first");
    assertThat(alone.number()).isEqualTo(2);
    assertThat(its.dispatcher.isIdle()).isTrue();
    assertThat(only(its.gateway.results()).getUsage().getCostMicros()).isEqualTo(ALONE);
    assertThat(spent()).isEqualTo(ALONE);
  }

  @Test
  void shouldNotGatherARequestAgainThatItsBatchLeftUndone() {
    // Given
    Sending sent = its.submits("chat", "r-1");

    // When
    its.ends(sent, "r-1", unfinished());
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(its.batches.sent).containsExactly(sent);
    assertThat(its.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldGoOnToTheNextTargetWhenItFailedThere() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");

    // When
    its.ends(sent, "r-1", new Outcome.Failed(CallFixtures.serverError()));

    // Then
    Attempt next = its.dispatcher.next();
    assertThat(next.request().requestId()).isEqualTo("r-1");
    assertThat(next.target().name()).isEqualTo("second");
    assertThat(its.dispatcher.isIdle()).isTrue();
  }

  @Test
  void shouldBeTriedAgainAloneAfterAPauseWhenItsTargetWasTooBusy() {
    // Given
    its.gateway.tenant("globex");
    its.gateway.publishes("globex", BatchingGateway.patient("r-1", "patient"));
    its.gateway.timePasses(MAX_WAIT);
    Sending sent = only(its.batches.sent);

    // When
    its.ends(sent, "r-1", new Outcome.Failed(CallFixtures.rateLimited(Duration.ofSeconds(3))));
    its.gateway.timePasses(Duration.ofSeconds(2));
    boolean wasTriedEarly = !its.dispatcher.isIdle();
    its.gateway.timePasses(Duration.ofSeconds(2));

    // Then
    assertThat(wasTriedEarly).isFalse();
    assertThat(its.dispatcher.next().target().name()).isEqualTo("slow");
    assertThat(its.batches.sent).containsExactly(sent);
  }

  @Test
  void shouldEndARequestAloneWhenItIsItsOwnFault() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");

    // When
    its.ends(sent, "r-1", new Outcome.Failed(CallFixtures.callersFault()));
    its.ends(sent, "r-2", answer(10, 5));

    // Then
    ErrorRecord error = only(its.gateway.errors());
    assertThat(error.getRequestId()).isEqualTo("r-1");
    assertThat(error.getFailure().getTypePath()).containsExactly("caller", "invalid_request");
    assertThat(only(its.gateway.results()).getRequestId()).isEqualTo("r-2");
    assertThat(its.dispatcher.isIdle()).isTrue();
  }

  /** As the limiter has it. */
  private long spent() {
    its.gateway.polling();
    its.gateway.publishes("acme", request("probe", "chat"));
    LimitState spend = only(only(its.gateway.polling()).getLimits());
    return spend.getUsed();
  }
}
