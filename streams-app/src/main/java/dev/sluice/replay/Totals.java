package dev.sluice.replay;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was decided on one tenant's requests, recorded and replayed. Not thread-safe. */
public final class Totals {
  /** A limit, whatever its amount, so that two policies can be compared. */
  private record Which(Set<Scope> per, Metric metric, Window window) {
    static Which of(Limit limit) {
      return new Which(limit.per(), limit.metric(), limit.window());
    }

    String label() {
      String scopes = per.stream().map(Scope::label).collect(Collectors.joining("+"));
      String over = window == Window.NONE ? "" : " per " + window.label();
      return metric.label() + over + " for " + scopes;
    }
  }

  /** How many requests came to what, and what they cost. */
  public static final class Side {
    private final Map<Verdict.Kind, Long> verdicts = new EnumMap<>(Verdict.Kind.class);
    private long spentMicros;

    public long of(Verdict.Kind kind) {
      return verdicts.getOrDefault(kind, 0L);
    }

    /** By limits, the policy, or since the queue was full. */
    public long rejected() {
      return of(Verdict.Kind.LIMITED) + of(Verdict.Kind.QUEUE_FULL) + of(Verdict.Kind.DENIED);
    }

    public long spentMicros() {
      return spentMicros;
    }

    private void add(Side other) {
      other.verdicts.forEach((kind, count) -> verdicts.merge(kind, count, Long::sum));
      spentMicros += other.spentMicros;
    }
  }

  /**
   * How often a limit was the one that a request had to wait or was rejected for.
   *
   * @param waited recorded and replayed
   * @param rejected likewise
   */
  public record Hits(String limit, List<Long> waited, List<Long> rejected) {}

  private final Side recorded = new Side();
  private final Side replayed = new Side();
  private final Map<Which, long[]> hits = new LinkedHashMap<>();
  private long changed;
  private long otherTurns;
  private long estimated;
  private long estimatedMicros;

  void decided(Verdict was, Verdict is) {
    count(recorded, was, 0);
    count(replayed, is, 1);
    changed += was.equals(is) ? 0 : 1;
  }

  private void count(Side side, Verdict verdict, int at) {
    side.verdicts.merge(verdict.kind(), 1L, Long::sum);
    boolean waits = verdict.kind() == Verdict.Kind.WAITING;
    if ((waits || verdict.kind() == Verdict.Kind.LIMITED) && !verdict.limits().isEmpty()) {
      Which which = Which.of(verdict.limits().get(0).limit());
      hits.computeIfAbsent(which, unused -> new long[4])[at + (waits ? 0 : 2)]++;
    }
  }

  void turned() {
    otherTurns++;
  }

  void spent(long micros) {
    recorded.spentMicros += micros;
  }

  void wouldSpend(long micros, boolean isEstimate) {
    replayed.spentMicros += micros;
    estimated += isEstimate ? 1 : 0;
    estimatedMicros += isEstimate ? micros : 0;
  }

  void add(Totals other) {
    recorded.add(other.recorded);
    replayed.add(other.replayed);
    changed += other.changed;
    otherTurns += other.otherTurns;
    estimated += other.estimated;
    estimatedMicros += other.estimatedMicros;
    other.hits.forEach(
        (which, counts) -> {
          long[] mine = hits.computeIfAbsent(which, unused -> new long[4]);
          for (int i = 0; i < mine.length; i++) {
            mine[i] += counts[i];
          }
        });
  }

  public Side recorded() {
    return recorded;
  }

  public Side replayed() {
    return replayed;
  }

  public List<Hits> hits() {
    List<Hits> all = new ArrayList<>();
    hits.forEach(
        (which, n) -> all.add(new Hits(which.label(), List.of(n[0], n[1]), List.of(n[2], n[3]))));
    return all;
  }

  /** How many verdicts differ, in kind or in what the limits held. */
  public long changed() {
    return changed;
  }

  /** How many calls that waited were admitted at another time, or only once. */
  public long otherTurns() {
    return otherTurns;
  }

  /** How many calls were charged an estimate, since they were never made. */
  public long estimated() {
    return estimated;
  }

  public long estimatedMicros() {
    return estimatedMicros;
  }
}
