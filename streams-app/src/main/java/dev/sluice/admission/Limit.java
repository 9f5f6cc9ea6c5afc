package dev.sluice.admission;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An amount of a metric per window for a scope. Any combination can be constructed; {@link
 * #problems} says what is wrong with it.
 *
 * @param per one or more; {@code key} and {@code tenant, key} mean the same
 * @param amount 1 or more; spend in millionths of a US dollar
 * @param zone the calendar's, for day and month only; null means UTC
 * @param maxValues the most distinct values that are counted; requests with further ones are
 *     refused
 * @param alertAt the parts of the amount, in thousandths, at whose use an {@link Alert} is told;
 *     for day and month only
 */
public record Limit(
    Set<Scope> per,
    Metric metric,
    long amount,
    Window window,
    @Nullable ZoneId zone,
    OptionalInt maxValues,
    List<Integer> alertAt) {

  /** Leaves room to add amounts without overflow; as spend it is a billion dollars. */
  public static final long MAX_AMOUNT = 1_000_000_000_000_000L;

  public Limit {
    per = Collections.unmodifiableSet(sorted(per));
    alertAt = List.copyOf(alertAt);
  }

  /** A limit without alerts. */
  public Limit(
      Set<Scope> per,
      Metric metric,
      long amount,
      Window window,
      @Nullable ZoneId zone,
      OptionalInt maxValues) {
    this(per, metric, amount, window, zone, maxValues, List.of());
  }

  /** A limit without a calendar and without a cap on distinct values. */
  public static Limit of(Collection<Scope> per, Metric metric, long amount, Window window) {
    return new Limit(sorted(per), metric, amount, window, null, OptionalInt.empty());
  }

  /**
   * Everything that is wrong with this limit alone, each as {@code field: reason}; empty if it is
   * sound.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (per.isEmpty()) {
      problems.add("per: name at least one of tenant, key, model, user");
    }
    if (amount < 1) {
      problems.add("amount: must be 1 or more, not " + amount);
    } else if (amount > MAX_AMOUNT) {
      problems.add("amount: must be at most " + MAX_AMOUNT + ", not " + amount);
    }
    if (metric == Metric.CONCURRENT && window != Window.NONE) {
      problems.add("window: concurrent counts open calls and has no window; remove it");
    } else if (metric != Metric.CONCURRENT && window == Window.NONE) {
      problems.add("window: " + metric.label() + " needs one of 1s, 1m, 1h, day, month");
    }
    if (zone != null && !window.isCalendar()) {
      problems.add("time_zone: only day and month have a time zone; remove it");
    }
    if (maxValues.isPresent() && maxValues.getAsInt() < 1) {
      problems.add("max_values: must be 1 or more, not " + maxValues.getAsInt());
    } else if (maxValues.isPresent() && !per.isEmpty() && kind() == 0) {
      problems.add("max_values: there is only one tenant; remove it");
    }
    alertProblems(problems);
    return List.copyOf(problems);
  }

  private void alertProblems(List<String> problems) {
    if (!alertAt.isEmpty() && !window.isCalendar()) {
      problems.add(
          "alert_at: needs window day or month; a rolling window has no beginning from which to"
              + " count once more");
    }
    for (int i = 0; i < alertAt.size(); i++) {
      if (alertAt.get(i) < 1 || alertAt.get(i) > Thresholds.MOST) {
        problems.add(
            "alert_at: must be more than 0 and at most %s, not %s"
                .formatted(
                    Thresholds.decimal(Thresholds.MOST), Thresholds.decimal(alertAt.get(i))));
      } else if (i > 0 && alertAt.get(i) <= alertAt.get(i - 1)) {
        problems.add("alert_at: must be in ascending order, each once");
      }
    }
  }

  /** Whether {@link Admission} can enforce it. */
  boolean isEnforceable() {
    return !per.isEmpty()
        && amount >= 1
        && amount <= MAX_AMOUNT
        && (maxValues.isEmpty() || (maxValues.getAsInt() >= 1 && kind() != 0))
        && (zone == null || window.isCalendar())
        && (metric == Metric.CONCURRENT) == (window == Window.NONE);
  }

  /** Which rows hold its counters; see {@link ScopeValue#kind}. */
  int kind() {
    int kind = 0;
    for (Scope scope : per) {
      kind += scope.code();
    }
    return kind;
  }

  /** Its counter; independent of the amount, so that a change of the amount keeps the usage. */
  CounterId counter() {
    return CounterId.of(metric, window, zone);
  }

  /** For messages, such as {@code 60 requests per 1m for key+model}. */
  public String describe() {
    String over = window == Window.NONE ? "" : " per " + window.label();
    String where = zone == null ? "" : " (" + zone.getId() + ")";
    String scopes = per.stream().map(Scope::label).collect(Collectors.joining("+"));
    return metric.amount(amount) + over + where + " for " + scopes;
  }

  private static EnumSet<Scope> sorted(Collection<Scope> per) {
    EnumSet<Scope> sorted = EnumSet.noneOf(Scope.class);
    sorted.addAll(per);
    return sorted;
  }
}
