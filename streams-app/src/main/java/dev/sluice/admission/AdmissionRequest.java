package dev.sluice.admission;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the decision needs to know about a request.
 *
 * @param keyId {@link PolicyKey#DEFAULT} if the request names none
 * @param user null if the request names none: limits per user don't apply to it
 * @param model the requested route
 * @param amounts what it needs of each metric, 0 or more
 * @param onBudget what it becomes where only limits of spend have no room; null for nothing else
 */
public record AdmissionRequest(
    String tenant,
    String keyId,
    @Nullable String user,
    String model,
    Map<Metric, Long> amounts,
    @Nullable OnBudget onBudget) {

  public AdmissionRequest {
    amounts = Map.copyOf(amounts);
    amounts.forEach(
        (metric, amount) -> {
          if (amount < 0) {
            throw new IllegalArgumentException(
                "a request can't need " + amount + " of " + metric.label());
          }
        });
  }

  /**
   * A request with its estimated usage.
   *
   * @param estimates for the metrics that limits count, except requests and concurrency
   */
  public static AdmissionRequest of(
      String tenant,
      String keyId,
      @Nullable String user,
      String model,
      Map<Metric, Long> estimates) {
    Map<Metric, Long> amounts = new EnumMap<>(Metric.class);
    amounts.putAll(estimates);
    amounts.put(Metric.REQUESTS, 1L);
    amounts.put(Metric.CONCURRENT, 1L);
    return new AdmissionRequest(tenant, keyId, user, model, amounts, null);
  }

  public AdmissionRequest with(@Nullable OnBudget instead) {
    return new AdmissionRequest(tenant, keyId, user, model, amounts, instead);
  }

  /** As one for the other route; null if there is none. */
  @Nullable AdmissionRequest there() {
    return onBudget == null ? null : of(tenant, keyId, user, onBudget.model(), onBudget.amounts());
  }

  ScopeValue scope() {
    return new ScopeValue(tenant, keyId, model, user);
  }

  long amountOf(Metric metric) {
    Long amount = amounts.get(metric);
    if (amount == null) {
      throw new IllegalArgumentException(
          "the request's amount of " + metric.label() + " is unknown");
    }
    return amount;
  }
}
