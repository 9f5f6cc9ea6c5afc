package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Traffic.Arrivals;
import dev.sluice.admission.WaitingTraffic.Admitted;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.statistics.Statistics;

@Domain(Traffic.class)
class WaitQueuePropertyTest {

  @Property(tries = 500)
  void shouldNeverAdmitMoreThanTheAmountInAnyRollingWindowWhenRequestsWait(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    WaitingTraffic traffic = new WaitingTraffic(policy);
    arrivals.list().forEach(traffic::arrive);

    // When
    passTime(traffic);

    // Then
    for (Limit limit : policy.limits()) {
      for (Admitted last : traffic.admitted) {
        long from = last.atMs() - Traffic.lengthMs(limit);
        assertThat(
                traffic.admitted.stream()
                    .filter(a -> Traffic.together(limit, a.request(), last.request()))
                    .filter(a -> a.atMs() >= from && a.atMs() <= last.atMs()))
            .as("%s until %d", limit.describe(), last.atMs())
            .hasSizeLessThanOrEqualTo((int) limit.amount());
      }
    }
  }

  @Property(tries = 500)
  void shouldLetNobodyPassWhoNeedsALimitThatAnEarlierRequestWaitsFor(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    int[] passed = {0};
    WaitingTraffic traffic =
        new WaitingTraffic(
            policy,
            (now, who, request, nowMs) -> {
              for (WaitingRequest other : now.queue.inOrder()) {
                if (!other.equals(who)
                    && isAhead(other, who)
                    && now.ledger.ask(policy, now.request(other), nowMs)
                        instanceof LimitDecision.Rejected waits) {
                  passed[0]++;
                  // Then
                  for (LimitStatus status : waits.exceeded()) {
                    assertThat(Traffic.together(status.limit(), now.request(other), request))
                        .as("%s passes %s, which waits for %s", who, other, status)
                        .isFalse();
                  }
                }
              }
            });

    // When
    arrivals.list().forEach(traffic::arrive);
    passTime(traffic);

    Statistics.collect(passed[0] > 0 ? "passed those that wait for other limits" : "none passed");
  }

  @Property(tries = 500)
  void shouldGiveEveryoneATurnWhenTimePasses(@ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    WaitingTraffic traffic = new WaitingTraffic(policy);
    arrivals.list().forEach(traffic::arrive);

    // When
    int turns = passTime(traffic);

    // Then
    assertThat(traffic.queue.size()).isZero();
    assertThat(traffic.admitted).doesNotHaveDuplicates();
    Statistics.collect(turns > 0 ? "some waited" : "none waited");
  }

  @Property(tries = 500)
  void shouldLetNobodyGoBeforeTheInstantItNames(@ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    WaitingTraffic traffic = new WaitingTraffic(policy);
    arrivals.list().forEach(traffic::arrive);
    traffic.pass();
    while (traffic.queue.size() > 0) {
      int waiting = traffic.queue.size();
      long next = traffic.queue.nextMs().orElseThrow();

      // When
      traffic.tick(next - 1);
      traffic.pass();

      // Then
      assertThat(traffic.queue.size()).isEqualTo(waiting);
      traffic.tick(next);
    }
  }

  @Property(tries = 500)
  void shouldNotNameALaterInstantThanThatOfItsTurnWhenAllTakeTheirs(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    List<Limit> ofTheTenant =
        policy.limits().stream()
            .map(
                limit ->
                    Limit.of(Set.of(Scope.TENANT), limit.metric(), limit.amount(), limit.window()))
            .toList();
    WaitingTraffic traffic = new WaitingTraffic(Policy.of(1, ofTheTenant));
    arrivals.list().forEach(traffic::arrive);

    // When
    passTime(traffic);

    // Then
    assertThat(traffic.admitted)
        .allSatisfy(
            admitted ->
                assertThat(traffic.notBefore.getOrDefault(admitted.who().id(), 0L))
                    .isLessThanOrEqualTo(admitted.atMs()));
    Statistics.collect(traffic.notBefore.isEmpty() ? "none waited" : "some waited");
  }

  @Property(tries = 500)
  void shouldDecideTheSameWhenTheLineIsFoundAgainBeforeEachRequest(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    WaitingTraffic steady = new WaitingTraffic(policy);
    arrivals.list().forEach(steady::arrive);
    WaitingTraffic restarting = new WaitingTraffic(policy);

    // When
    arrivals
        .list()
        .forEach(
            arrival -> {
              restarting.restart();
              restarting.arrive(arrival);
            });

    // Then
    assertThat(restarting.admitted).isEqualTo(steady.admitted);
    assertThat(restarting.queue.inOrder()).isEqualTo(steady.queue.inOrder());
  }

  private static boolean isAhead(WaitingRequest other, WaitingRequest who) {
    return other.priority() > who.priority()
        || (other.priority() == who.priority() && other.offset() < who.offset());
  }

  /** How many ticks it takes until nobody waits. */
  private static int passTime(WaitingTraffic traffic) {
    int ticks = 0;
    while (traffic.queue.size() > 0) {
      assertThat(++ticks).as("waiting: %s", traffic.queue.inOrder()).isLessThan(10_000);
      traffic.tick(Math.max(traffic.clockMs(), traffic.queue.nextMs().orElseThrow()));
    }
    return ticks;
  }
}
