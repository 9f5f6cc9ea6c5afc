package dev.sluice.config;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Thresholds;
import dev.sluice.admission.Window;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An amount of a metric per window for a scope. */
public record LimitSettings(
    @Setting(
            "Whose use it counts: one or more of `tenant`, `key`, `user`, `model`; each distinct combination has a counter of its own.")
        List<Scope> per,
    @Setting(
            "What it counts: `requests`, `input_tokens`, `output_tokens`, `tokens` for both together, `spend`, or `concurrent` for calls that have not ended.")
        Metric metric,
    @Setting("How much: a whole number, or for `spend` US dollars with up to six decimals.")
        BigDecimal amount,
    @Setting(
            value =
                "Over how long: rolling `1s`, `1m` or `1h`, or `day` or `month` of the calendar; `concurrent` has none.",
            byDefault = "none")
        Window window,
    @Setting(
            "The time zone of the calendar, such as `Europe/Berlin`, for `day` and `month`. Without the setting: UTC.")
        @Nullable String timeZone,
    @Setting(
            value =
                "The most distinct values of the scope that are counted at a time; a request with one more is refused. Without the setting: any number.",
            min = "1")
        @Nullable Integer maxValues,
    @Setting(
            "For `day` and `month`: the parts of the amount, such as `[0.8, 1]`, at whose use there is an event on the topic `budgets` and a webhook, each once per window; see Budgets above. Default: none.")
        List<BigDecimal> alertAt) {
  private static final int DECIMALS_OF_USD = 6;

  public LimitSettings {
    per = List.copyOf(per);
    alertAt = List.copyOf(alertAt);
  }

  static LimitSettings of(Limit limit) {
    ZoneId zone = limit.zone();
    BigDecimal amount = BigDecimal.valueOf(limit.amount());
    if (limit.metric() == Metric.SPEND) {
      BigDecimal dollars = amount.movePointLeft(DECIMALS_OF_USD).stripTrailingZeros();
      amount = dollars.setScale(Math.max(0, dollars.scale()));
    }
    return new LimitSettings(
        List.copyOf(limit.per()),
        limit.metric(),
        amount,
        limit.window(),
        zone == null ? null : zone.getId(),
        limit.maxValues().isPresent() ? limit.maxValues().getAsInt() : null,
        limit.alertAt().stream().map(Thresholds::decimal).toList());
  }

  /** What is wrong with its form, as {@code field: reason}; {@link Limit} checks its meaning. */
  @Nullable String problem() {
    BigDecimal scaled = scaled();
    if (scaled.stripTrailingZeros().scale() > 0) {
      return metric == Metric.SPEND
          ? "amount: US dollars have at most six decimals"
          : "amount: " + metric.label() + " needs a whole number";
    }
    if (scaled.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return "amount: is too large";
    }
    for (BigDecimal part : alertAt) {
      if (Thresholds.thousandths(part).isEmpty()) {
        return "alert_at: has numbers with up to three decimals, not " + part.toPlainString();
      }
    }
    try {
      ZoneId unused = zone();
      return null;
    } catch (DateTimeException unknown) {
      return "time_zone: there is no time zone '" + timeZone + "'";
    }
  }

  /**
   * As admission takes it.
   *
   * @throws RuntimeException if it has a {@link #problem}
   */
  Limit toLimit() {
    return new Limit(
        Set.copyOf(per),
        metric,
        scaled().longValueExact(),
        window,
        zone(),
        maxValues == null ? OptionalInt.empty() : OptionalInt.of(maxValues),
        alertAt.stream().map(part -> Thresholds.thousandths(part).orElseThrow()).toList());
  }

  private BigDecimal scaled() {
    return metric == Metric.SPEND ? amount.movePointRight(DECIMALS_OF_USD) : amount;
  }

  private @Nullable ZoneId zone() {
    return timeZone == null ? null : ZoneId.of(timeZone);
  }
}
