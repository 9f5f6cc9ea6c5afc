package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.Truncated;
import dev.sluice.provider.errors.Classification;
import dev.sluice.provider.errors.ErrorClassifier;
import dev.sluice.provider.errors.ErrorContext;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.errors.VendorFields;
import dev.sluice.provider.errors.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts a provider's status and error to a failure. Pure. */
final class HttpFailures {
  /** The most bytes of a provider's body that a failure keeps. */
  static final int BODY_BYTES = 16 * 1024;

  /** The most bytes of a provider's message that a failure's message quotes. */
  static final int MESSAGE_BYTES = 1024;

  private static final int CODE_BYTES = 128;

  private static final Set<String> KEPT_HEADERS =
      Set.of(
          "apim-request-id",
          "content-type",
          "request-id",
          "retry-after",
          "retry-after-ms",
          "x-amzn-errortype",
          "x-amzn-requestid",
          "x-ms-region",
          "x-ms-retry-after-ms",
          "x-request-id",
          "x-should-retry");

  private HttpFailures() {}

  /**
   * What a provider's error tells: a failure, and what that is evidence about.
   *
   * @param status what the error means, 400 or more, which may differ from the reply's own
   */
  static Outcome.Failed refused(
      Attempt attempt,
      HttpReply reply,
      int status,
      ProviderError error,
      ErrorClassifier classifier,
      Instant now) {
    Waits waits = Waits.of(reply.headers(), error, now);
    ErrorContext context =
        new ErrorContext(
            waits.room(),
            waits.named() != null,
            !"false".equalsIgnoreCase(first(reply, "x-should-retry")),
            waits.limits(),
            OutputMaximum.ofOperator(attempt));
    Classification told = classifier.classify(status, error, context);
    Duration wait =
        switch (told.type()) {
          case PROVIDER_RATE_LIMITED, LONG_RATE_LIMIT -> waits.room();
          case REQUEST_TOO_LARGE -> null; // no wait helps
          default -> waits.named();
        };
    boolean isLong = wait != null && wait.compareTo(Cooldown.LONGEST_NAMED) > 0;
    boolean isUnclear = (isLong && told.type().retryable()) || ExtraBody.choosesUpstream(attempt);
    return new Outcome.Failed(
        failure(attempt, reply, status, told, error, wait),
        isUnclear ? told.evidence().unclear() : told.evidence());
  }

  private static @Nullable String first(HttpReply reply, String header) {
    List<String> values = reply.headers().getOrDefault(header, List.of());
    return values.isEmpty() ? null : values.get(0).strip();
  }

  private static Failure failure(
      Attempt attempt,
      HttpReply reply,
      int status,
      Classification told,
      ProviderError error,
      @Nullable Duration wait) {
    FailureType type = told.type();
    FailureFacts facts =
        facts(attempt, reply, type, refusal(attempt, reply, error)).withRetryAfter(wait);
    if (type.isA(FailureType.INVALID_REQUEST)) {
      facts =
          facts
              .withStatus(status == 413 ? status : type.status())
              .withCode(error.code() == null ? type.code() : cappedCode(error.code()))
              .withParam(told.param() == null ? null : cappedCode(told.param()));
    }
    return switch (type) {
      case UNSUPPORTED_PARAMETERS -> {
        String param = facts.param();
        yield new CallerFailure.UnsupportedParameters(
            facts, param == null ? List.of() : List.of(param));
      }
      case CONTENT_POLICY -> new CallerFailure.ContentPolicy(facts, error.otherFields());
      case SCHEMA_VIOLATION ->
          new ProviderFailure.SchemaViolation(
              facts, error.otherFields().get("failed_generation"), null);
      default -> Failure.of(type, facts);
    };
  }

  /** The failure of an answer that the provider's filters removed entirely. */
  static Failure filtered(Attempt attempt, HttpReply reply, JsonNode answer) {
    String message =
        attempt.target().provider()
            + " answered "
            + reply.status()
            + " and filtered all of the answer";
    return new CallerFailure.ContentPolicy(
        facts(attempt, reply, FailureType.CONTENT_POLICY, message), VendorFields.filters(answer));
  }

  /**
   * The failure of an answer that violates the schema of its request.
   *
   * @param complaint what is wrong with it, without any of its texts
   */
  static Failure breaksSchema(
      Attempt attempt, HttpReply reply, Answer answer, JsonNode schema, String complaint) {
    String message =
        attempt.target().provider()
            + " answered "
            + reply.status()
            + " and broke the schema of response_format: "
            + Truncated.message(complaint, MESSAGE_BYTES);
    return new ProviderFailure.SchemaViolation(
        facts(attempt, reply, FailureType.SCHEMA_VIOLATION, message),
        answer.text() == null ? null : Truncated.message(answer.text(), BODY_BYTES),
        Truncated.message(schema.toString(), BODY_BYTES));
  }

  /**
   * The failure of an answer that broke off.
   *
   * @param reply what had arrived of it
   * @param broken what broke it
   */
  static Failure brokenOff(Attempt attempt, HttpReply reply, Failure broken) {
    String message = attempt.target().provider() + " answered " + reply.status() + " and broke off";
    FailureFacts facts = facts(attempt, reply, FailureType.MID_STREAM_BREAK, message);
    String received = Truncated.bytes(reply.body(), BODY_BYTES);
    return new ProviderFailure.MidStreamBreak(
        facts.withOriginal(broken), received.isEmpty() ? null : received, received.isEmpty());
  }

  /**
   * The failure of an answer that broke off while it was streamed.
   *
   * @param reply what was put together of it
   * @param text what had come of the answer's text
   * @param begun whether anything of the answer had come
   * @param broken what broke it, which says how long to wait
   */
  static Failure brokenOff(
      Attempt attempt, HttpReply reply, String text, boolean begun, Failure broken) {
    String message =
        attempt.target().provider() + " broke off its answer: " + broken.facts().message();
    FailureFacts facts =
        facts(
                attempt,
                reply,
                FailureType.MID_STREAM_BREAK,
                Truncated.message(message, 2 * MESSAGE_BYTES))
            .withOriginal(broken)
            .withRetryAfter(broken.facts().retryAfter());
    return new ProviderFailure.MidStreamBreak(
        facts, text.isEmpty() ? null : Truncated.bytes(text, BODY_BYTES), !begun);
  }

  /**
   * The failure of an answer that says that it broke off.
   *
   * @param word the provider's reason
   */
  static Failure endedBy(Attempt attempt, HttpReply reply, String word) {
    String message =
        attempt.target().provider()
            + " answered "
            + reply.status()
            + " and broke off with the finish reason "
            + Truncated.message(word, CODE_BYTES);
    return new ProviderFailure.MidStreamBreak(
        facts(attempt, reply, FailureType.MID_STREAM_BREAK, message),
        Truncated.bytes(reply.body(), BODY_BYTES),
        false);
  }

  /** The failure of a reply that is neither an error nor an answer. */
  static Failure ended(Attempt attempt, HttpReply reply, FailureType type, String complaint) {
    String message = attempt.target().provider() + " answered " + reply.status() + " " + complaint;
    return Failure.of(type, facts(attempt, reply, type, message));
  }

  private static String cappedCode(String code) {
    return Truncated.bytes(code, CODE_BYTES);
  }

  private static String refusal(Attempt attempt, HttpReply reply, ProviderError error) {
    String begin = attempt.target().provider() + " answered " + reply.status();
    String message = error.message();
    return message == null || message.isBlank()
        ? begin + " without an error message"
        : begin + ": " + Truncated.message(message.strip(), MESSAGE_BYTES);
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
                kept.put(name, values.stream().map(value -> Truncated.bytes(value, 1024)).toList());
              }
            });
    String body = Truncated.bytes(reply.body(), BODY_BYTES);
    return new HttpResponseFacts(
        reply.status(), kept, body, reply.truncated() || body.length() < reply.body().length());
  }

  private static boolean isRateLimit(String header) {
    return header.contains("ratelimit") || header.startsWith("llm_provider-retry-after");
  }
}
