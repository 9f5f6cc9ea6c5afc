package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.ErrorRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A tenant's backlog holds up nobody else in its partition, however long it is. */
class BacklogTest {
  private static final Duration TIME_LIMIT = route("chat", "first").timeLimit();
  private static final Outcome ANSWER = new Outcome.Answered(Answer.text("yes", Usage.of(1, 1)));

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dispatcher = new TestDispatcher("owner-1");

  private void publishesBacklog(int requests) {
    for (int i = 0; i < requests; i++) {
      task.publishes("big", "big-" + i);
    }
  }

  @Test
  void shouldStartAnothersOnlyRequestNextWhenATenantHas100000Queued() {
    // Given
    task.comesTo(dispatcher, 4);
    publishesBacklog(100_000);
    task.publishes("small", "small-1");
    List<Attempt> underWay = Stream.generate(dispatcher::next).limit(4).toList();
    assertThat(dispatcher.isIdle()).isTrue();

    // When
    task.ends(underWay.get(0), dispatcher.ownerId(), ANSWER);

    // Then
    assertThat(dispatcher.next().tenant()).isEqualTo("small");
    assertThat(dispatcher.isIdle()).isTrue();
    assertThat(task.errors()).isEmpty();
  }

  @Test
  void shouldStartAnothersOnlyRequestNextWhenTheTaskOfABacklogIsTakenOver() {
    // Given
    task.comesTo(dispatcher, 4);
    publishesBacklog(10_000);
    task.publishes("small", "small-1");
    TestDispatcher next = new TestDispatcher("owner-2");

    // When
    task.comesTo(next, 5);
    task.catchesUp();

    // Then
    assertThat(next.next().tenant()).isEqualTo("small");
    assertThat(next.isIdle()).isTrue();
  }

  @Test
  void shouldEndABacklogInSlicesWhenAllOfItIsOverdueAtOnce() {
    // Given
    task.comesTo(dispatcher, 1);
    publishesBacklog(5_000);
    task.timePasses(TIME_LIMIT.minusMillis(1));
    assertThat(task.errors()).isEmpty();
    task.timePasses(Duration.ofMillis(1));
    assertThat(task.errors()).hasSizeBetween(1, 1_000);
    int swept = task.errors().size();

    // When
    task.ends(dispatcher.next(), dispatcher.ownerId(), ANSWER);

    // Then
    assertThat(task.errors()).hasSizeBetween(swept + 1, swept + 1_000);
    task.timePasses(RecoveryHarness.SWEEP.multipliedBy(4));
    assertThat(task.errors())
        .extracting(ErrorRecord::getRequestId)
        .hasSize(4_999)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldStartAnothersRequestBeforeTheRestOfAnOverdueBacklogIsEnded() {
    // Given
    task.comesTo(dispatcher, 1);
    publishesBacklog(5_000);
    task.timePasses(TIME_LIMIT);
    int swept = task.errors().size();
    task.publishes("small", "small-1");

    // When
    task.ends(dispatcher.next(), dispatcher.ownerId(), ANSWER);

    // Then
    assertThat(dispatcher.next().tenant()).isEqualTo("small");
    assertThat(task.errors()).hasSizeBetween(swept, swept + 1);
  }
}
