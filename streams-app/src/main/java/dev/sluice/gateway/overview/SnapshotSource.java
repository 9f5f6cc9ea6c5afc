package dev.sluice.gateway.overview;

import dev.sluice.admission.Limit;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.LimitUse;
import dev.sluice.admission.Policy;
import dev.sluice.admission.SpendRow;
import dev.sluice.admission.Window;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.overview.CallLine;
import dev.sluice.overview.LimitBar;
import dev.sluice.overview.Recorder;
import dev.sluice.overview.Snapshot;
import dev.sluice.overview.Spend;
import dev.sluice.topology.StoreRows;
import dev.sluice.view.Activity;
import dev.sluice.view.RecentCall;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of this process when somebody looks, at most one a second, and fewer the longer
 * one takes. What it reads of the stores is bounded. Any thread.
 */
public final class SnapshotSource implements Supplier<Snapshot> {
  private static final long LEAST_KEPT_MS = 1_000;

  /**
   * Of the time that reading took: an in-memory store copies all of its keys for an iterator, and
   * the stream thread waits for that (Kafka Streams 4.4.0).
   */
  private static final int KEPT_FOR = 50;

  private static final int MOST_ROWS = 20_000;
  private static final int MOST_LIMITS = 50;
  private static final int MOST_NAMES = 100;

  private final String instance;
  private final Parts parts;
  private final InstantSource clock;

  // Guarded by this
  private @Nullable Snapshot latest;

  private long keptMs;

  /**
   * What it is made of.
   *
   * @param policies of tenants, as they are in force; null for a tenant without
   */
  public record Parts(
      TaskRecorder tasks,
      Supplier<Activity> activity,
      CallDispatcher calls,
      TargetStates targets,
      StoreRows stores,
      Function<String, @Nullable Policy> policies) {}

  public SnapshotSource(String instance, Parts parts, InstantSource clock) {
    this.instance = instance;
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public synchronized Snapshot get() {
    long now = clock.millis();
    Snapshot before = latest;
    if (before != null && now >= before.at() && now < before.at() + keptMs) {
      return before;
    }
    Snapshot made = make(now);
    latest = made;
    keptMs = Math.max(LEAST_KEPT_MS, (clock.millis() - now) * KEPT_FOR);
    return made;
  }

  private Snapshot make(long now) {
    Activity activity = parts.activity().get();
    Recorder recorder = parts.tasks().recorder();
    List<LimitBar> bars = new ArrayList<>();
    boolean all = addLimits(bars, now);
    return new Snapshot(
        instance,
        now,
        activity.since().toEpochMilli(),
        recorder.calls(now),
        parts.tasks().load(parts.calls().inFlight(), parts.calls().queued()),
        parts.targets().of(recorder, now),
        recorder.failures(now),
        bars.subList(0, Math.min(MOST_LIMITS, bars.size())),
        !all || bars.size() > MOST_LIMITS,
        spend(now),
        activity.recent().stream().map(SnapshotSource::line).toList());
  }

  private boolean addLimits(List<LimitBar> bars, long now) {
    StoreRows.Limits limits = parts.stores().limits(MOST_ROWS);
    limits
        .rows()
        .values()
        .forEach(
            tenants ->
                tenants.forEach(
                    (tenant, rows) -> {
                      Policy policy = parts.policies().apply(tenant);
                      if (policy != null) {
                        LimitUse.of(tenant, policy, rows, now)
                            .forEach(status -> bars.add(bar(tenant, status)));
                      }
                    }));
    bars.sort(Comparator.comparingDouble(LimitBar::share).reversed());
    return limits.all();
  }

  private static LimitBar bar(String tenant, LimitStatus status) {
    Limit limit = status.limit();
    return new LimitBar(
        tenant,
        status.scope().label(),
        limit.metric().label(),
        limit.window() == Window.NONE ? "" : limit.window().label(),
        limit.amount(),
        status.used(),
        status.reserved(),
        status.resetsAtMs().isPresent() ? (Long) status.resetsAtMs().getAsLong() : null);
  }

  private Spend spend(long nowMs) {
    Instant now = Instant.ofEpochMilli(nowMs);
    long day = SpendRow.day(now);
    long month = SpendRow.month(now);
    Map<String, Spend.Amount> tenants = new HashMap<>();
    Map<String, Spend.Amount> routes = new HashMap<>();
    Map<String, Spend.Amount> models = new HashMap<>();
    parts
        .stores()
        .spend(
            MOST_ROWS,
            row -> {
              SpendRow.Sum sum = row.month().in(month);
              Spend.Amount amount =
                  new Spend.Amount(
                      row.day().in(day).micros(), sum.micros(), sum.tokens(), sum.unpriced());
              if (sum.tokens() > 0 || sum.unpriced() > 0 || sum.micros() > 0) {
                tenants.merge(row.tenant(), amount, Spend.Amount::plus);
                routes.merge(row.route(), amount, Spend.Amount::plus);
                models.merge(row.model(), amount, Spend.Amount::plus);
              }
            });
    String date = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
    return new Spend(
        date,
        date.substring(0, date.length() - 3),
        Spend.top(tenants, MOST_NAMES),
        Spend.top(routes, MOST_NAMES),
        Spend.top(models, MOST_NAMES));
  }

  private static CallLine line(RecentCall call) {
    return new CallLine(
        call.pollingId(),
        call.acceptedAt().toEpochMilli(),
        call.tenant(),
        call.route(),
        call.state(),
        call.target(),
        call.attempts(),
        call.latencyMillis(),
        call.failure());
  }
}
