package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Rejected;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each metric over each window for each scope, and all of them at once. */
class EveryLimitTest {
  private static final long T0 = 1_790_000_000_000L;

  /** What each request needs, whatever is counted. */
  private static final long NEED = 3;

  static Stream<Limit> limits() {
    return Sets.powerSet(Set.of(Scope.values())).stream()
        .filter(per -> !per.isEmpty())
        .flatMap(
            per ->
                Stream.of(Metric.values())
                    .flatMap(
                        metric ->
                            Stream.of(Window.values())
                                .map(window -> Limit.of(per, metric, amount(metric), window))))
        .filter(limit -> limit.problems().isEmpty());
  }

  /** Room for two requests. */
  private static long amount(Metric metric) {
    return metric == Metric.REQUESTS || metric == Metric.CONCURRENT ? 2 : 2 * NEED + 1;
  }

  @ParameterizedTest
  @MethodSource("limits")
  void shouldAdmitTwoAndNoThirdOfTheSameAndOneOfAnother(Limit limit) {
    // Given
    Policy policy = Policy.of(1, List.of(limit));
    Ledger ledger = new Ledger();
    AdmissionRequest same = request("key", "user", "model");
    ledger.mustTake(policy, same, T0);
    ledger.mustTake(policy, same, T0);

    // When
    LimitDecision third = ledger.take(policy, same, T0);
    AdmissionRequest another =
        request(
            limit.per().contains(Scope.KEY) ? "key 2" : "key",
            limit.per().contains(Scope.USER) ? "user 2" : "user",
            limit.per().contains(Scope.MODEL) ? "model 2" : "model");
    LimitDecision others = ledger.take(policy, another, T0);

    // Then
    assertThat(third).isInstanceOf(Rejected.class);
    LimitStatus status = ((Rejected) third).binding();
    assertThat(status.limit()).isEqualTo(limit);
    assertThat(status.used() + status.reserved() + status.remaining()).isEqualTo(limit.amount());
    assertThat(status.waitMs().isPresent()).isEqualTo(limit.window() != Window.NONE);
    assertThat(others instanceof Admitted).isEqualTo(!limit.per().equals(Set.of(Scope.TENANT)));
  }

  @Test
  void shouldHoldAllAtOnceWithOneRowForEachScopeValue() {
    // Given
    List<Limit> all = limits().toList();
    Policy policy = Policy.of(1, all);
    Ledger ledger = new Ledger();
    AdmissionRequest request = request("key", "user", "model");

    // When
    List<LimitDecision> decisions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      decisions.add(ledger.take(policy, request, T0));
    }

    // Then
    assertThat(decisions.get(0)).isInstanceOf(Admitted.class);
    assertThat(decisions.get(1)).isInstanceOf(Admitted.class);
    assertThat(((Rejected) decisions.get(2)).exceeded()).hasSameSizeAs(all);
    // the tenant, and each combination of key, user and model
    assertThat(ledger.contents()).hasSize(8);
  }

  private static AdmissionRequest request(String key, String user, String model) {
    Map<Metric, Long> amounts = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      if (metric != Metric.REQUESTS && metric != Metric.CONCURRENT) {
        amounts.put(metric, NEED);
      }
    }
    return AdmissionRequest.of("acme", key, user, model, amounts);
  }
}
