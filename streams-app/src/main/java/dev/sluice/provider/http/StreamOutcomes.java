package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;
import java.util.Objects;

/**
 * Converts the ends of streams to outcomes. A stream that is whole means what the same reply in one
 * piece would; so does an error that comes before anything of the answer. Whatever ends a stream
 * later breaks the answer off: the failure has the text so far, and what it was is its original,
 * with what that is evidence about. Any thread.
 */
final class StreamOutcomes {
  private final ProviderCodec codec;
  private final RedactedReplies replies;
  private final Duration idleTimeout;

  /**
   * @param idleTimeout that streams of the provider have
   */
  StreamOutcomes(ProviderCodec codec, RedactedReplies replies, Duration idleTimeout) {
    this.codec = codec;
    this.replies = replies;
    this.idleTimeout = idleTimeout;
  }

  /**
   * @param timeout of the attempt
   */
  Outcome of(Attempt attempt, Duration timeout, HttpResult.Streamed stream) {
    Outcome outcome =
        switch (stream.end()) {
          case WHOLE -> whole(attempt, stream);
          case TOO_LARGE ->
              paid(stream, (Outcome.Failed) replies.decode(attempt, reply(stream, true)));
          case ABORTED -> paid(stream, new Outcome.Failed(AttemptFailures.cancelled(attempt)));
          case STALLED -> cut(attempt, stream, AttemptFailures.stalled(attempt, idleTimeout));
          case TIMED_OUT -> cut(attempt, stream, AttemptFailures.timedOut(attempt, timeout));
          case BROKE_OFF -> paid(stream, brokenOff(attempt, stream, connection(attempt, stream)));
          case MALFORMED -> cut(attempt, stream, malformed(attempt, stream));
          case UNFORESEEN -> cut(attempt, stream, unforeseen(attempt, stream));
        };
    return outcome.timed(stream.part().timing());
  }

  private Outcome whole(Attempt attempt, HttpResult.Streamed stream) {
    HttpReply reply = reply(stream, false);
    Outcome outcome = replies.decode(attempt, reply);
    boolean isError =
        outcome instanceof Outcome.Failed
            && isBegun(stream)
            && codec.tellsError(attempt, replies.inFailures(reply));
    return isError ? brokenOff(attempt, stream, (Outcome.Failed) outcome) : outcome;
  }

  private Outcome cut(Attempt attempt, HttpResult.Streamed stream, Failure failure) {
    Outcome.Failed failed = new Outcome.Failed(failure);
    return paid(stream, isBegun(stream) ? brokenOff(attempt, stream, failed) : failed);
  }

  private Outcome.Failed brokenOff(
      Attempt attempt, HttpResult.Streamed stream, Outcome.Failed broken) {
    return broken.with(
        HttpFailures.brokenOff(
            attempt,
            replies.inFailures(reply(stream, true)),
            replies.inFailures(stream.part().text()),
            isBegun(stream),
            broken.failure()));
  }

  /** With the usage so far: vendors charge for what they have written. */
  private Outcome paid(HttpResult.Streamed stream, Outcome.Failed failed) {
    return failed.with(codec.usage(replies.inFailures(stream.part().reply())));
  }

  private Outcome.Failed connection(Attempt attempt, HttpResult.Streamed stream) {
    return new Outcome.Failed(
        stream.cause() == null
            ? new ProviderFailure.Connection(
                AttemptFailures.facts(
                    attempt,
                    FailureType.CONNECTION,
                    attempt.target().provider() + " ended the stream before the answer"))
            : replies.connection(attempt, stream.cause()));
  }

  private Failure malformed(Attempt attempt, HttpResult.Streamed stream) {
    return HttpFailures.ended(
        attempt,
        replies.inFailures(reply(stream, true)),
        FailureType.INVALID_RESPONSE,
        "with a stream that can't be read");
  }

  private Failure unforeseen(Attempt attempt, HttpResult.Streamed stream) {
    return replies.unforeseen(attempt, Objects.requireNonNull(stream.cause()));
  }

  private static boolean isBegun(HttpResult.Streamed stream) {
    return stream.part().timing() != null;
  }

  private static HttpReply reply(HttpResult.Streamed stream, boolean cut) {
    return new HttpReply(stream.status(), stream.headers(), stream.part().reply(), cut);
  }
}
