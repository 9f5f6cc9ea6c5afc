package dev.sluice.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one of what several processes tell: what the page and {@code sluice top} show. Pure. */
public final class Overview {
  private static final int ROWS = 20;
  private static final int LIMITS = 30;
  private static final int RECENT = 30;
  private static final List<String> COUNTS =
      List.of("admitted", "waiting", "rejected", "repeated", "completed", "failed", "cancelled");
  private static final double MICROS = 1_000_000;

  private Overview() {}

  /**
   * A process that should have told something and has not.
   *
   * @param address its {@code host:port}
   * @param reason for display
   */
  public record Missing(String address, String reason) {}

  /**
   * @param told of one process at least
   * @param nowMs the end of what is shown
   */
  public static ObjectNode of(List<Snapshot> told, List<Missing> missing, long nowMs) {
    ObjectNode body = Json.object().put("at", nowMs);
    ArrayNode instances = body.putArray("instances");
    for (Snapshot each : told) {
      instances
          .addObject()
          .put("name", each.instance())
          .put("at", each.at())
          .put("since", each.since())
          .put("partitions", each.load().partitions())
          .put("in_flight", each.load().inFlight());
    }
    ArrayNode absent = body.putArray("missing");
    missing.forEach(
        each -> absent.addObject().put("address", each.address()).put("reason", each.reason()));
    ObjectNode now = body.putObject("now");
    now.put("in_flight", told.stream().mapToLong(each -> each.load().inFlight()).sum());
    now.put("queued", told.stream().mapToLong(each -> each.load().queued()).sum());
    now.put("waiting", told.stream().mapToLong(each -> each.load().waiting()).sum());
    now.put("batched", told.stream().mapToLong(each -> each.load().batched()).sum());
    series(body.putObject("series"), told, nowMs);
    targets(body.putArray("targets"), told);
    limits(body, told);
    told.stream()
        .map(Snapshot::spend)
        .reduce(Spend::plus)
        .ifPresent(spend -> spend(body.putObject("spend"), spend));
    failures(body.putArray("failures"), told);
    ArrayNode recent = body.putArray("recent");
    told.stream()
        .flatMap(each -> each.recent().stream())
        .sorted(Comparator.comparingLong(CallLine::at).reversed())
        .limit(RECENT)
        .forEach(line -> CallLines.add(recent, line));
    return body;
  }

  private static void series(ObjectNode body, List<Snapshot> told, long nowMs) {
    long step = Recorder.STEP_MS;
    SortedMap<Long, Slot> slots = new TreeMap<>();
    told.stream()
        .flatMap(each -> each.slots().stream())
        .forEach(slot -> slots.merge(slot.at(), slot, Slot::plus));
    long last = Math.floorDiv(nowMs, step) * step;
    long first = last - (Recorder.STEPS - 1) * step;
    body.put("from", first).put("step", step);
    COUNTS.forEach(body::putArray);
    ArrayNode p50 = body.putArray("p50_ms");
    ArrayNode p95 = body.putArray("p95_ms");
    for (long at = first; at <= last; at += step) {
      Slot slot = slots.getOrDefault(at, Slot.EMPTY);
      COUNTS.forEach(name -> ((ArrayNode) body.get(name)).add(slot.count(name)));
      p50.add(slot.times().quantile(0.5));
      p95.add(slot.times().quantile(0.95));
    }
    Slot all = slots.tailMap(first).values().stream().reduce(Slot.EMPTY, Slot::plus);
    ObjectNode total = body.putObject("total");
    COUNTS.forEach(name -> total.put(name, all.count(name)));
    total.put("p50_ms", all.times().quantile(0.5)).put("p95_ms", all.times().quantile(0.95));
  }

  private static void targets(ArrayNode body, List<Snapshot> told) {
    merged(told, Snapshot::targets, TargetState::name, TargetState::plus)
        .values()
        .forEach(
            target -> {
              Slot attempts = target.attempts();
              ObjectNode each =
                  body.addObject()
                      .put("name", target.name())
                      .put("provider", target.provider())
                      .put("model", target.model())
                      .put("cooling", target.cooling())
                      .put("cooling_tenants", target.coolingTenants())
                      .put("answered", attempts.count("answered"))
                      .put("failed", attempts.count("failed"))
                      .put("abandoned", attempts.count("abandoned"))
                      .put("fallbacks", attempts.count("fallback"))
                      .put("p50_ms", attempts.times().quantile(0.5))
                      .put("p95_ms", attempts.times().quantile(0.95));
              ObjectNode quotas = each.putObject("headroom");
              new TreeMap<>(target.quotas())
                  .forEach(
                      (kind, quota) ->
                          quotas
                              .putObject(kind)
                              .put("limit", quota.limit())
                              .put("remaining", quota.remaining())
                              .put("resets_at", quota.resetAt()));
            });
  }

  private static void limits(ObjectNode body, List<Snapshot> told) {
    List<LimitBar> all =
        told.stream()
            .flatMap(each -> each.limits().stream())
            .sorted(
                Comparator.comparingDouble(LimitBar::share)
                    .reversed()
                    .thenComparing(LimitBar::tenant)
                    .thenComparing(LimitBar::scope)
                    .thenComparing(LimitBar::metric))
            .toList();
    ArrayNode limits = body.putArray("limits");
    all.stream()
        .limit(LIMITS)
        .forEach(
            bar ->
                limits
                    .addObject()
                    .put("tenant", bar.tenant())
                    .put("scope", bar.scope())
                    .put("metric", bar.metric())
                    .put("window", bar.window())
                    .put("amount", shown(bar, bar.amount()))
                    .put("used", shown(bar, bar.used()))
                    .put("reserved", shown(bar, bar.reserved()))
                    .put("resets_at", bar.resetsAt()));
    body.put(
        "limits_left_out", all.size() > LIMITS || told.stream().anyMatch(Snapshot::limitsLeftOut));
  }

  /** Spend in US dollars. */
  private static double shown(LimitBar bar, long amount) {
    return bar.metric().equals("spend") ? amount / MICROS : amount;
  }

  private static void spend(ObjectNode body, Spend spend) {
    body.put("day", spend.day()).put("month", spend.month());
    Spend.Amount all =
        spend.tenants().values().stream().reduce(Spend.Amount.NONE, Spend.Amount::plus);
    amount(body.putObject("total"), all);
    Map.of("tenants", spend.tenants(), "routes", spend.routes(), "models", spend.models())
        .forEach(
            (by, amounts) -> {
              ArrayNode rows = body.putArray(by);
              Spend.top(amounts, ROWS)
                  .forEach((name, amount) -> amount(rows.addObject().put("name", name), amount));
            });
  }

  private static void amount(ObjectNode body, Spend.Amount amount) {
    body.put("day_usd", amount.dayMicros() / MICROS)
        .put("month_usd", amount.monthMicros() / MICROS)
        .put("month_tokens", amount.monthTokens())
        .put("unpriced", amount.unpriced());
  }

  private static void failures(ArrayNode body, List<Snapshot> told) {
    merged(told, Snapshot::failures, FailureGroup::type, FailureGroup::plus).values().stream()
        .sorted(Comparator.comparingLong(FailureGroup::lastAt).reversed())
        .limit(ROWS)
        .forEach(
            group ->
                body.addObject()
                    .put("type", group.type())
                    .put("count", group.count())
                    .put("last_at", group.lastAt())
                    .put("tenant", group.tenant())
                    .put("route", group.route())
                    .put("target", group.target())
                    .put("polling_id", group.pollingId()));
  }

  private static <T> Map<String, T> merged(
      List<Snapshot> told,
      Function<Snapshot, List<T>> part,
      Function<T, @Nullable String> name,
      BinaryOperator<T> plus) {
    Map<String, T> merged = new LinkedHashMap<>();
    told.stream()
        .flatMap(each -> part.apply(each).stream())
        .forEach(each -> merged.merge(String.valueOf(name.apply(each)), each, plus));
    return merged;
  }
}
