package dev.sluice.provider;

import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a refusal means: from a provider's status and error to a failure. Pure. */
final class HttpFailures {
  /** The most bytes of a provider's body that a failure keeps. */
  static final int BODY_BYTES = 16 * 1024;

  /** The most bytes of a provider's message that a failure's message repeats. */
  static final int MESSAGE_BYTES = 1024;

  private static final int CODE_BYTES = 128;

  private static final Set<String> KEPT_HEADERS =
      Set.of(
          "apim-request-id",
          "content-type",
          "request-id",
          "retry-after",
          "retry-after-ms",
          "x-ms-region",
          "x-ms-retry-after-ms",
          "x-request-id",
          "x-should-retry");

  private HttpFailures() {}

  /**
   * The failure that a provider's error tells of.
   *
   * @param status what the error means, 400 or more, which may differ from the reply's own
   */
  static Failure refused(
      Attempt attempt, HttpReply reply, int status, ProviderError error, Instant now) {
    FailureType type = Refusals.type(status, error);
    Duration wait = RetryAfter.of(reply, now);
    if (wait == null) {
      wait = error.retryAfter();
    }
    if (wait == null && type == FailureType.PROVIDER_RATE_LIMITED) {
      Instant usedUp = RateLimits.of(reply.headers(), now).usedUpUntil(now);
      wait = usedUp == null ? null : Duration.between(now, usedUp);
    }
    FailureFacts facts =
        facts(attempt, reply, type, refusal(attempt, reply, error)).withRetryAfter(wait);
    if (type == FailureType.INVALID_REQUEST) {
      facts =
          facts
              .withStatus(status == 413 || status == 422 ? status : 400)
              .withCode(error.code() == null ? type.code() : cappedCode(error.code()))
              .withParam(error.param() == null ? null : cappedCode(error.param()));
    }
    return Failure.of(type, facts);
  }

  /** The failure of a reply that is no error and yet no answer. */
  static Failure ended(Attempt attempt, HttpReply reply, FailureType type, String complaint) {
    String message = attempt.target().provider() + " answered " + reply.status() + " " + complaint;
    return Failure.of(type, facts(attempt, reply, type, message));
  }

  private static String cappedCode(String code) {
    return Capped.bytes(code, CODE_BYTES);
  }

  private static String refusal(Attempt attempt, HttpReply reply, ProviderError error) {
    String begin = attempt.target().provider() + " answered " + reply.status();
    return error.message() == null || error.message().isBlank()
        ? begin + " without an error message"
        : begin + ": " + Capped.message(error.message().strip(), MESSAGE_BYTES);
  }

  private static FailureFacts facts(
      Attempt attempt, HttpReply reply, FailureType type, String message) {
    Target target = attempt.target();
    return FailureFacts.of(type, message)
        .at(target.provider(), target.model(), target.name())
        .withExchange(null, response(reply));
  }

  private static HttpResponseFacts response(HttpReply reply) {
    Map<String, List<String>> kept = new TreeMap<>();
    reply
        .headers()
        .forEach(
            (name, values) -> {
              if (KEPT_HEADERS.contains(name) || isRateLimit(name)) {
                kept.put(name, values.stream().map(value -> Capped.bytes(value, 1024)).toList());
              }
            });
    String body = Capped.bytes(reply.body(), BODY_BYTES);
    return new HttpResponseFacts(
        reply.status(), kept, body, reply.truncated() || body.length() < reply.body().length());
  }

  private static boolean isRateLimit(String header) {
    return header.startsWith("x-ratelimit-") || header.startsWith("anthropic-ratelimit-");
  }
}
