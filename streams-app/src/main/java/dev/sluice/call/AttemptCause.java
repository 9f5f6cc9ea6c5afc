package dev.sluice.call;

import java.util.List;

/** Why an attempt is made. */
public enum AttemptCause {
  /** The first one, at the target that the plan has first. */
  FIRST,

  /** The same target again, after a failure. */
  RETRY,

  /** Another target, after a failure, or because those before it cool down. */
  FALLBACK,

  /** The same target again, because the process that made the attempt before is gone. */
  TAKEOVER;

  /**
   * @param call with the attempt
   */
  public static AttemptCause of(Call call) {
    Progress progress = call.progress();
    if (progress.tries() <= 1) {
      return progress.started() == 1 && progress.position() == 0 ? FIRST : FALLBACK;
    }
    List<EndedAttempt> ended = progress.ended();
    boolean allEnded = ended.size() == progress.started() - 1;
    return allEnded && !ended.isEmpty() && ended.get(ended.size() - 1).isAnswerOrFailure()
        ? RETRY
        : TAKEOVER;
  }
}
