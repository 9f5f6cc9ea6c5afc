package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.HttpRequestFacts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/** Converts the ends of one provider's exchanges to outcomes. Any thread. */
final class HttpOutcomes {
  private final RedactedReplies replies;
  private final StreamOutcomes streams;

  HttpOutcomes(RedactedReplies replies, StreamOutcomes streams) {
    this.replies = replies;
    this.streams = streams;
  }

  /**
   * @param timeout of the attempt
   * @param request that failures name
   */
  Outcome of(Attempt attempt, Duration timeout, HttpRequestFacts request, HttpResult end) {
    Outcome outcome;
    try {
      outcome = of(attempt, timeout, end);
    } catch (RuntimeException | StackOverflowError unforeseen) {
      outcome = new Outcome.Failed(replies.unforeseen(attempt, unforeseen));
    }
    if (outcome instanceof Outcome.Failed failed) {
      FailureFacts facts = failed.failure().facts();
      return failed.with(failed.failure().withFacts(facts.withExchange(request, facts.response())));
    }
    return outcome;
  }

  /**
   * Why an exchange that asked for no answer failed; empty if it is whole, with a status of 2xx.
   */
  Optional<Failure> failure(
      Attempt attempt, Duration timeout, HttpRequestFacts request, HttpResult end) {
    if (end instanceof HttpResult.Replied replied && replied.status() / 100 == 2) {
      return Optional.empty();
    }
    Outcome outcome = of(attempt, timeout, request, end);
    // of any other end nothing makes an answer
    return Optional.of(((Outcome.Failed) outcome).failure());
  }

  private Outcome of(Attempt attempt, Duration timeout, HttpResult end) {
    if (end instanceof HttpResult.Replied replied) {
      return replies.decode(
          attempt, reply(replied.status(), replied.headers(), replied.body(), false));
    }
    if (end instanceof HttpResult.Streamed streamed) {
      return streams.of(attempt, timeout, streamed);
    }
    if (end instanceof HttpResult.TooLarge large) {
      return replies.decode(attempt, reply(large.status(), large.headers(), large.begin(), true));
    }
    if (end instanceof HttpResult.Unauthorized unauthorized) {
      return new Outcome.Failed(
          AttemptFailures.at(attempt, unauthorized.failure()), Evidence.TARGET);
    }
    if (end instanceof HttpResult.Broken broken) {
      Failure connection = replies.connection(attempt, broken.cause());
      return reached(broken)
          ? new Outcome.Failed(connection)
          : new Outcome.Failed(connection, Evidence.TARGET);
    }
    if (end instanceof HttpResult.BrokenOff broken) {
      return new Outcome.Failed(brokenOff(attempt, broken));
    }
    return new Outcome.Failed(
        end instanceof HttpResult.TimedOut
            ? AttemptFailures.timedOut(attempt, timeout)
            : AttemptFailures.cancelled(attempt));
  }

  private Failure brokenOff(Attempt attempt, HttpResult.BrokenOff broken) {
    Failure connection = replies.connection(attempt, broken.cause());
    boolean answering = broken.status() >= 200 && broken.status() < 300;
    HttpReply reply = reply(broken.status(), broken.headers(), broken.begin(), true);
    return answering
        ? HttpFailures.brokenOff(attempt, replies.inFailures(reply), connection)
        : connection;
  }

  /** Whether anything of the request may have been read, so that it may be what broke it. */
  static boolean reached(HttpResult.Broken broken) {
    for (Throwable t = broken.cause(); t != null; t = t.getCause()) {
      if (t instanceof SSLHandshakeException) {
        return false;
      }
    }
    return broken.begun();
  }

  private static HttpReply reply(
      int status, Map<String, List<String>> headers, ByteBuffer body, boolean cut) {
    return new HttpReply(status, headers, UTF_8.decode(body).toString(), cut);
  }
}
