package dev.sluice.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a replay comes to, by tenant and over time. Not thread-safe. */
public final class Report implements ReplayListener {
  private static final int TOLD = 20;

  private final long fromMs;
  private final SortedMap<String, Totals> tenants = new TreeMap<>();
  private final Series series = new Series();
  private final List<String> differences = new ArrayList<>();
  private final SortedMap<String, Long> missing = new TreeMap<>();
  private long requests;

  /**
   * @param fromMs what was before is not counted
   */
  public Report(long fromMs) {
    this.fromMs = fromMs;
  }

  @Override
  public void decided(String tenant, Place place, Verdict recorded, Verdict replayed) {
    if (place.atMs() < fromMs) {
      return;
    }
    requests++;
    totals(tenant).decided(recorded, replayed);
    count(place.atMs(), recorded, false);
    count(place.atMs(), replayed, true);
    if (!recorded.equals(replayed)) {
      differ(
          "seq %d of %s: recorded %s, replayed %s"
              .formatted(place.seq(), tenant, describe(recorded), describe(replayed)));
    }
  }

  private static String describe(Verdict verdict) {
    String limit =
        verdict.limits().isEmpty() || verdict.kind() == Verdict.Kind.ADMITTED
            ? ""
            : " by " + verdict.limits().get(0).limit().describe();
    return verdict.kind() + limit;
  }

  private void count(long atMs, Verdict verdict, boolean replayed) {
    switch (verdict.kind()) {
      case ADMITTED -> series.add(atMs, Series.Line.ADMITTED, replayed, 1);
      case WAITING -> series.add(atMs, Series.Line.WAITING, replayed, 1);
      case LIMITED, QUEUE_FULL, DENIED -> series.add(atMs, Series.Line.REJECTED, replayed, 1);
      case OTHER -> {}
    }
  }

  @Override
  public void otherTurn(String tenant, Place place, String pollingId, boolean here) {
    if (place.atMs() >= fromMs) {
      totals(tenant).turned();
      differ(
          "seq %d of %s: %s is admitted %s"
              .formatted(
                  place.seq(),
                  tenant,
                  pollingId,
                  here ? "only in the replay" : "as recorded only"));
    }
  }

  private void differ(String difference) {
    if (differences.size() < TOLD) {
      differences.add(difference);
    }
  }

  @Override
  public void noEstimate(String tenant, long atMs, String what) {
    if (atMs >= fromMs) {
      missing.merge(what, 1L, Long::sum);
    }
  }

  @Override
  public void spent(String tenant, long atMs, long micros) {
    if (atMs >= fromMs) {
      totals(tenant).spent(micros);
      series.add(atMs, Series.Line.SPENT, false, micros);
    }
  }

  @Override
  public void wouldSpend(String tenant, long atMs, long micros, boolean estimated) {
    if (atMs >= fromMs) {
      totals(tenant).wouldSpend(micros, estimated);
      series.add(atMs, Series.Line.SPENT, true, micros);
    }
  }

  private Totals totals(String tenant) {
    return tenants.computeIfAbsent(tenant, unused -> new Totals());
  }

  /** Adds what was replayed of another partition. */
  public void add(Report other) {
    other.tenants.forEach((tenant, its) -> totals(tenant).add(its));
    series.add(other.series);
    other.differences.forEach(this::differ);
    other.missing.forEach((what, count) -> missing.merge(what, count, Long::sum));
    requests += other.requests;
  }

  public SortedMap<String, Totals> tenants() {
    return Collections.unmodifiableSortedMap(tenants);
  }

  public Series series() {
    return series;
  }

  /** How many requests could not be estimated, by what is missing for that, such as a price. */
  public SortedMap<String, Long> missing() {
    return Collections.unmodifiableSortedMap(missing);
  }

  /** The first verdicts that differ. */
  public List<String> differences() {
    return List.copyOf(differences);
  }

  public long requests() {
    return requests;
  }
}
