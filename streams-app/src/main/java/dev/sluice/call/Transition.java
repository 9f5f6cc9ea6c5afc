package dev.sluice.call;

import dev.sluice.failure.Failure;
import java.util.List;

/** What an event does to a call. */
public sealed interface Transition {

  /** The call goes on, at once or parked; the journal stores the new entry. */
  record GoesOn(Call call) implements Transition {}

  /**
   * The call ends with an answer.
   *
   * @param target the target that answered
   * @param attempts all attempts, in order; the last one answered
   */
  record Answered(String target, Answer answer, List<EndedAttempt> attempts)
      implements Transition {}

  /**
   * The call ends without an answer.
   *
   * @param failure the one for the client: the first failure, or what ended the call from outside
   */
  record Failed(Failure failure, List<EndedAttempt> attempts) implements Transition {}

  /**
   * The call has ended for its client, and its open attempt may yet cost something: the client gets
   * its error record, the journal takes the new entry.
   */
  record Unsettled(Call call, Failure failure) implements Transition {}

  /** An unsettled call's attempt is waited for no more: the journal entry goes. */
  record Settled() implements Transition {}

  /**
   * The event concerns an earlier attempt that was paid for: the call's state stays, and the
   * journal stores the new entry.
   */
  record Noted(Call call) implements Transition {}

  /** The event concerns an attempt that no longer matters; nothing changes. */
  record Ignored() implements Transition {}
}
