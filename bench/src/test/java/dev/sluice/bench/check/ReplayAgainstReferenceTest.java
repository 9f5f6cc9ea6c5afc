package dev.sluice.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.Window;
import dev.sluice.replay.Arrival;
import dev.sluice.replay.Ask;
import dev.sluice.replay.Estimate;
import dev.sluice.replay.PartitionReplay;
import dev.sluice.replay.Place;
import dev.sluice.replay.RecordedEvent;
import dev.sluice.replay.ReplayListener;
import dev.sluice.replay.Rules;
import dev.sluice.replay.Stage;
import dev.sluice.replay.Timeline;
import dev.sluice.replay.Unrecorded;
import dev.sluice.replay.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Replays a record of the reference limiter, whole and with half of its limits. */
class ReplayAgainstReferenceTest {
  private static final int REQUESTS = 100_000;
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");

  private static final Unrecorded NOTHING =
      new Unrecorded() {
        @Override
        public Estimate needs(Set<Metric> metrics) {
          return new Estimate(Map.of(), "a price");
        }

        @Override
        public Estimate needs(String route, Set<Metric> metrics) {
          return needs(metrics);
        }

        @Override
        public long deadlineMs() {
          return Long.MAX_VALUE;
        }
      };

  private final List<Arrival> arrivals = new ArrayList<>();

  ReplayAgainstReferenceTest() {
    Random random = new Random(7);
    long ms = 1_795_000_000_000L;
    for (int offset = 0; offset < REQUESTS; offset++) {
      ms += random.nextInt(15);
      String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
      Ask ask =
          new Ask(new ScopeValue(tenant, "default", "chat", null), List.of(), 0, false, NOTHING);
      arrivals.add(new Arrival(offset, ms, false, tenant, ask));
    }
  }

  @Test
  void shouldDecideAsTheReferenceDidWhenTheLimitsAreTheSame() {
    // Given
    List<Boolean> recorded = reference(40, 1_200);

    // When
    List<Boolean> replayed = replay(recorded, Map.of());

    // Then
    assertThat(recorded).contains(true, false);
    assertThat(replayed).isEqualTo(recorded);
  }

  @Test
  void shouldDecideAsAFreshReferenceWhenTheLimitsAreHalved() {
    // Given
    List<Boolean> recorded = reference(40, 1_200);
    Policy half = policy(20, 600);

    // When
    List<Boolean> replayed =
        replay(recorded, TENANTS.stream().collect(Collectors.toMap(each -> each, each -> half)));

    // Then
    assertThat(replayed).isEqualTo(reference(20, 600)).isNotEqualTo(recorded);
  }

  private List<Boolean> reference(int perSecond, int perMinute) {
    ReferenceLimiter reference =
        new ReferenceLimiter(
            List.of(
                new ReferenceLimiter.Limit(perSecond, 1_000),
                new ReferenceLimiter.Limit(perMinute, 60_000)));
    return arrivals.stream()
        .map(arrival -> reference.admits(String.valueOf(arrival.tenant()), arrival.atMs()))
        .toList();
  }

  private static Policy policy(int perSecond, int perMinute) {
    return Policy.of(
        1,
        List.of(
            Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, perSecond, Window.SECOND),
            Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, perMinute, Window.MINUTE)));
  }

  /** Whether each is admitted. */
  private List<Boolean> replay(List<Boolean> recorded, Map<String, Policy> instead) {
    List<RecordedEvent> events = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      Place place =
          new Place(arrival.offset() + 1, arrival.offset(), arrival.offset(), arrival.atMs());
      events.add(
          recorded.get((int) arrival.offset())
              ? new RecordedEvent.Accepted(
                  place,
                  "call-" + arrival.offset(),
                  Long.MAX_VALUE,
                  Stage.IN_PROGRESS,
                  1,
                  new Verdict(Verdict.Kind.ADMITTED, List.of()),
                  Map.of(),
                  Map.of())
              : new RecordedEvent.Rejected(
                  place, new Verdict(Verdict.Kind.LIMITED, List.of()), Map.of(), Map.of()));
    }
    Admissions admissions = new Admissions();
    PartitionReplay replay =
        new PartitionReplay(new Rules(null, 50, instead, Long.MIN_VALUE), admissions);
    TENANTS.forEach(tenant -> replay.policy(tenant, policy(40, 1_200)));
    new Timeline(arrivals.iterator(), events.iterator()).play(replay);
    return admissions.all;
  }

  private static final class Admissions implements ReplayListener {
    private final List<Boolean> all = new ArrayList<>();

    @Override
    public void decided(String tenant, Place place, Verdict recorded, Verdict replayed) {
      all.add(replayed.kind() == Verdict.Kind.ADMITTED);
    }

    @Override
    public void otherTurn(String tenant, Place place, String pollingId, boolean here) {}
  }
}
