package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.admission.Window;
import dev.sluice.replay.RecordedEvent.Accepted;
import dev.sluice.replay.RecordedEvent.Ended;
import dev.sluice.replay.RecordedEvent.Ending;
import dev.sluice.replay.RecordedEvent.Late;
import dev.sluice.replay.RecordedEvent.Moved;
import dev.sluice.replay.RecordedEvent.Released;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a replay keeps follows from its tenants, from the calls that are open, and from those of
 * about a day that ended before their attempts.
 */
class RetainedStateTest {
  private static final int TENANTS = 3;

  /** Enough for more than a day. */
  private static final int ROUNDS = 50;

  private static final long STEP_MS = 300_000;
  private static final Map<Metric, Long> NEEDS = Map.of(Metric.TOKENS, 20L);
  private static final UsageAmounts USED = new UsageAmounts(10, 5, 100L);

  private static final Unrecorded UNRECORDED =
      new Unrecorded() {
        @Override
        public Estimate needs(Set<Metric> metrics) {
          return new Estimate(NEEDS, null);
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

  /** One partition's record, as it is written and played. */
  private static final class Recording {
    private final PartitionReplay replay;
    private long atMs = 1_795_000_000_000L;
    private long offset = -1;
    private long seq;

    Recording(Map<String, Policy> instead) {
      Rules rules = new Rules(policy(4), 50, instead, Long.MIN_VALUE);
      replay = new PartitionReplay(rules, new Report(Long.MIN_VALUE));
    }

    /** Every kind of end that a call can have. */
    void round(String tenant) {
      String answered = accepted(tenant);
      event(new Ended(after(), tenant, answered, USED, 1, Ending.OVER));
      String cancelled = accepted(tenant);
      event(new Ended(after(), tenant, cancelled, UsageAmounts.NOTHING, 0, Ending.UNSETTLED));
      event(new Late(after(), tenant, cancelled, 1, USED));
      String never = accepted(tenant);
      event(new Ended(after(), tenant, never, UsageAmounts.NOTHING, 0, Ending.UNSETTLED));
      event(new Released(after(), never));
      String late = accepted(tenant);
      event(new Ended(after(), tenant, late, UsageAmounts.NOTHING, 0, Ending.OVER));
      event(new Late(after(), tenant, late, 1, USED));
      String waits = arrives(tenant, Stage.WAITING);
      List<RecordedEvent> turn = List.of(new Moved(tick(), waits, Stage.IN_PROGRESS, 1));
      replay.arrival(new Arrival(offset, atMs, true, null, null), turn);
      event(new Ended(after(), tenant, waits, USED, 1, Ending.OVER));
    }

    private String accepted(String tenant) {
      return arrives(tenant, Stage.IN_PROGRESS);
    }

    private String arrives(String tenant, Stage stage) {
      Place place = tick();
      String id = "call-" + offset;
      boolean waits = stage == Stage.WAITING;
      Verdict.Kind kind = waits ? Verdict.Kind.WAITING : Verdict.Kind.ADMITTED;
      Verdict verdict = new Verdict(kind, List.of());
      Ask ask =
          new Ask(new ScopeValue(tenant, "default", "m", null), List.of(), 0, waits, UNRECORDED);
      replay.arrival(
          new Arrival(offset, atMs, false, tenant, ask),
          List.of(
              new Accepted(
                  place, id, Long.MAX_VALUE, stage, waits ? 0 : 1, verdict, NEEDS, Map.of())));
      return id;
    }

    private void event(RecordedEvent event) {
      replay.event(event);
    }

    private Place tick() {
      offset++;
      atMs += STEP_MS;
      return new Place(++seq, offset, offset, atMs);
    }

    private Place after() {
      return new Place(++seq, offset, -1, atMs);
    }
  }

  private static Policy policy(int calls) {
    return Policy.of(
        1,
        List.of(
            Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, calls, Window.NONE),
            Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, 1_000_000, Window.HOUR),
            Limit.of(List.of(Scope.KEY), Metric.TOKENS, 1_000_000_000, Window.MINUTE)));
  }

  @Test
  void shouldKeepNoMoreWhenTenTimesAsMuchWasRecorded() {
    // Given
    int once = keptAfter(ROUNDS, Map.of());

    // When
    int tenTimes = keptAfter(10 * ROUNDS, Map.of());

    // Then
    assertThat(tenTimes).isEqualTo(once).isPositive();
  }

  @Test
  void shouldKeepNoMoreByAnotherPolicyWhenTenTimesAsMuchWasRecorded() {
    // Given
    Map<String, Policy> other = Map.of(Rules.EVERYONE, policy(1));
    int once = keptAfter(ROUNDS, other);

    // When
    int tenTimes = keptAfter(10 * ROUNDS, other);

    // Then
    assertThat(tenTimes).isEqualTo(once).isPositive();
  }

  @Test
  void shouldKeepTheCallsThatAreOpen() {
    // Given
    Recording recording = new Recording(Map.of());
    int before = recording.replay.size();

    // When
    var unused = recording.accepted("t-0");

    // Then
    assertThat(recording.replay.size()).isGreaterThan(before);
  }

  private static int keptAfter(int rounds, Map<String, Policy> instead) {
    Recording recording = new Recording(instead);
    for (int round = 0; round < rounds; round++) {
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        recording.round("t-" + tenant);
      }
    }
    return recording.replay.size();
  }
}
