package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.provider.http.Attempts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TargetQueueTest {
  private final TargetQueue queue = new TargetQueue();

  private static Attempt attempt(String id, int weight, boolean batch) {
    Request request = Attempts.request(List.of(), null);
    return new Attempt(
        id,
        1,
        CallFixtures.accepted("resp_" + id, id.substring(0, id.indexOf('-')), 7, null),
        Attempts.target("t", "p"),
        Sampling.NONE,
        batch ? Attempts.batch(request) : request,
        Instant.EPOCH,
        100,
        List.of(),
        0,
        weight);
  }

  private void add(String tenant, int weight, boolean batch, int calls) {
    for (int i = 0; i < calls; i++) {
      queue.add(new LiveCall(attempt(tenant + "-" + i, weight, batch)));
    }
  }

  private List<String> take(int most) {
    List<String> taken = new ArrayList<>();
    while (taken.size() < most && !queue.isEmpty()) {
      LiveCall first = queue.first();
      queue.take(first);
      taken.add(first.attemptId);
    }
    return taken;
  }

  @Test
  void shouldServeEachTenantForAsManyCallsAsItsWeightSays() {
    // Given
    add("acme", 2, false, 4);
    add("globex", 1, false, 4);

    // When
    List<String> taken = take(8);

    // Then
    assertThat(taken)
        .containsExactly(
            "acme-0", "acme-1", "globex-0", "acme-2", "acme-3", "globex-1", "globex-2", "globex-3");
  }

  @Test
  void shouldLetThoseThatCanWaitHaveOneTurnInTen() {
    // Given
    add("patient", 1, true, 20);
    add("acme", 1, false, 20);

    // When
    List<String> taken = take(20);

    // Then
    assertThat(taken)
        .filteredOn(id -> id.startsWith("patient"))
        .containsExactly("patient-0", "patient-1");
    assertThat(taken.get(9)).isEqualTo("patient-0");
  }

  @Test
  void shouldForgetACallThatIsRemoved() {
    // Given
    LiveCall call = new LiveCall(attempt("acme-0", 1, true));
    queue.add(call);

    // When
    boolean removed = queue.remove(call);

    // Then
    assertThat(removed).isTrue();
    assertThat(queue.remove(call)).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Property(tries = 300)
  void shouldForeseeTheTurnOfACallToWithinARoundOfTurns(
      @ForAll @IntRange(max = 30) int others,
      @ForAll @IntRange(min = 1, max = 5) int othersWeight,
      @ForAll @IntRange(max = 30) int patient,
      @ForAll @IntRange(max = 5) int own,
      @ForAll boolean batch) {
    // Given
    add("globex", othersWeight, false, others);
    add("initech", 1, true, patient);
    add("acme", 2, batch, own);
    Attempt attempt = attempt("acme-last", 2, batch);

    // When
    int ahead = queue.ahead(attempt);

    // Then
    queue.add(new LiveCall(attempt));
    int turn = take(100).indexOf("acme-last");
    // a few may join or leave the turn that is under way
    assertThat(ahead).isBetween(turn - 10, turn + 10);
  }
}
