package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallWalk.Leg;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What holds of every call, however its attempts end. */
class RetryPropertyTest {

  @Property(tries = 5_000)
  void shouldNeverMakeMoreAttemptsThanTheCap(@ForAll long seed) {
    // When
    CallWalk walk = new CallWalk(seed);

    // Then
    assertThat(walk.legs).hasSizeLessThanOrEqualTo(walk.maxAttempts);
  }

  @Property(tries = 5_000)
  void shouldTryATargetAgainOnlyForAReason(@ForAll long seed) {
    // When
    CallWalk walk = new CallWalk(seed);

    // Then
    Set<String> left = new HashSet<>();
    for (int i = 1; i < walk.legs.size(); i++) {
      Leg before = walk.legs.get(i - 1);
      Leg next = walk.legs.get(i);
      if (next.target().equals(before.target())) {
        assertThat(before.isLost() || hasOtherCredential(before) || wasParked(before)).isTrue();
      } else {
        assertThat(left.add(before.target())).isTrue();
        assertThat(left).doesNotContain(next.target());
        FallbackList list = before.started().currentTarget().list();
        assertThat(next.started().currentTarget().list())
            .isEqualTo(list.after(failure(before).type()));
      }
    }
  }

  @Property(tries = 5_000)
  void shouldRetryNoMoreThanThePolicyAllows(@ForAll long seed) {
    // When
    CallWalk walk = new CallWalk(seed);

    // Then
    for (String target : List.of("a", "b", "c", "d")) {
      List<Leg> parked =
          walk.legs.stream().filter(leg -> leg.target().equals(target) && wasParked(leg)).toList();
      int most =
          Math.max(
              walk.retries.most(),
              walk.retries.perFailure().values().stream().mapToInt(n -> n).max().orElse(0));
      assertThat(parked).hasSizeLessThanOrEqualTo(most);
      for (Retryable kind : Retryable.values()) {
        assertThat(parked)
            .filteredOn(leg -> Retryable.of(failure(leg).type()) == kind)
            .hasSizeLessThanOrEqualTo(
                walk.retries.perFailure().getOrDefault(kind, walk.retries.most()));
      }
    }
  }

  @Property(tries = 5_000)
  void shouldNeverEndAWaitBeforeTheProvidersNorAfterTheDeadline(@ForAll long seed) {
    // When
    CallWalk walk = new CallWalk(seed);

    // Then
    for (Leg leg : walk.legs) {
      if (leg.next() instanceof Transition.GoesOn goesOn
          && goesOn.call().state() instanceof CallState.Parked parked) {
        Duration asked = failure(leg).facts().retryAfter();
        Duration wait = Duration.between(leg.endedAt(), parked.notBefore());
        if (asked == null || asked.isZero()) {
          assertThat(wait).isPositive();
          assertThat(wait).isLessThanOrEqualTo(walk.retries.maxBackoff().plusMillis(1));
        } else {
          assertThat(wait).isBetween(asked, asked.plusMillis(1));
        }
        assertThat(parked.notBefore()).isBefore(leg.started().deadline());
        assertThat(parked.notBefore())
            .isEqualTo(Instant.ofEpochMilli(parked.notBefore().toEpochMilli()));
      }
    }
  }

  @Property(tries = 5_000)
  void shouldEndWithTheFirstFailureAndListEveryAttempt(@ForAll long seed) {
    // When
    CallWalk walk = new CallWalk(seed);

    // Then
    List<Failure> failures = new ArrayList<>();
    for (Leg leg : walk.legs) {
      if (!leg.isLost()) {
        failures.add(failure(leg));
      }
    }
    Leg last = walk.legs.get(walk.legs.size() - 1);
    Transition.Failed end = (Transition.Failed) last.next();
    assertThat(end.attempts()).extracting(EndedAttempt::failure).isEqualTo(failures);
    if (end.failure().type() == FailureType.DEADLINE_EXCEEDED) {
      assertThat(last.endedAt()).isAfterOrEqualTo(last.started().deadline());
    } else if (!failures.isEmpty()) {
      assertThat(end.failure()).isEqualTo(failures.get(0));
    }
  }

  @Property
  void shouldBackOffBetweenHalfAndAllOfTheDoubledTime(
      @ForAll @IntRange(min = 1, max = 60) int retry,
      @ForAll @LongRange(min = 1, max = 3_600_000) long backoffMs,
      @ForAll @LongRange(min = 0, max = 80_000_000) long moreMs,
      @ForAll int attempt) {
    // Given
    Duration backoff = Duration.ofMillis(backoffMs);
    Duration most = backoff.plusMillis(moreMs);
    RetryPolicy policy = new RetryPolicy(9, java.util.Map.of(), backoff, most);

    // When
    Duration wait = policy.backoff("resp#" + attempt, retry);

    // Then
    double doubled =
        Math.min((double) backoffMs * Math.pow(2, retry - 1), (double) most.toMillis());
    assertThat(wait.toNanos() / 1e6).isBetween(doubled / 2 - 1e-3, doubled + 1e-3);
    assertThat(policy.backoff("resp#" + attempt, retry)).isEqualTo(wait);
  }

  @Test
  void shouldSpreadCallsThatFailedTogether() {
    // When
    long distinct =
        java.util.stream.IntStream.range(0, 1_000)
            .mapToObj(i -> CallFixtures.retries(1).backoff("resp_" + i + "#1", 1).toMillis() / 50)
            .distinct()
            .count();

    // Then
    assertThat(distinct).isEqualTo(10);
  }

  @Test
  void shouldKnowEveryFailureThatTheTaxonomyCallsRetryable() {
    assertThat(FailureType.values())
        .allSatisfy(
            type ->
                assertThat(Retryable.of(type) != null).as(type.name()).isEqualTo(type.retryable()));
    assertThat(Arrays.stream(Retryable.values()).map(Retryable::label)).doesNotHaveDuplicates();
  }

  private static boolean wasParked(Leg leg) {
    return leg.next() instanceof Transition.GoesOn goesOn
        && goesOn.call().state() instanceof CallState.Parked;
  }

  private static boolean hasOtherCredential(Leg leg) {
    return leg.outcome() instanceof Outcome.Failed failed && failed.otherCredential();
  }

  private static Failure failure(Leg leg) {
    return ((Outcome.Failed) leg.outcome()).failure();
  }
}
