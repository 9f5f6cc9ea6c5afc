package dev.sluice.replay;

import dev.sluice.admission.LimitStatus;
import java.util.List;

/**
 * What becomes of a request when it arrives.
 *
 * @param limits as {@link LimitStatus} has them: those that apply if it is admitted, else those
 *     without room, the binding one first
 */
public record Verdict(Kind kind, List<LimitSeen> limits) {

  /** What it comes to. */
  public enum Kind {
    ADMITTED,
    WAITING,
    /** By a limit. */
    LIMITED,
    QUEUE_FULL,
    /** By the policy, before any limit. */
    DENIED,
    /** For a reason that no policy changes, or as a repetition. */
    OTHER
  }

  static final Verdict OTHER = new Verdict(Kind.OTHER, List.of());
  static final Verdict DENIED = new Verdict(Kind.DENIED, List.of());
  static final Verdict QUEUE_FULL = new Verdict(Kind.QUEUE_FULL, List.of());

  static Verdict of(Kind kind, List<LimitStatus> limits) {
    return new Verdict(kind, limits.stream().map(LimitSeen::of).toList());
  }
}
