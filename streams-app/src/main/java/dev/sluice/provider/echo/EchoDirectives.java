package dev.sluice.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the echo is told to do, in the field {@code echo} of the target's or the request's extra
 * body; the target's overrides the request's.
 *
 * @param delay before it answers or fails
 * @param status an HTTP status to answer with, or that of a mock fault; 200 echoes
 * @param code the error code that goes with the status
 * @param retryAfter the wait that it asks for with a status
 * @param text an answer instead of the echo
 * @param untilAttempt status and fault apply to attempts with lower numbers only
 */
record EchoDirectives(
    Duration delay,
    int status,
    @Nullable String code,
    @Nullable Fault fault,
    @Nullable Duration retryAfter,
    @Nullable String text,
    int untilAttempt) {

  /** Failures without an HTTP status; a mock may be given one. */
  enum Fault {
    CONNECTION,
    TIMEOUT,
    INVALID_RESPONSE,
    EMPTY,
    MOCK
  }

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  /**
   * @throws dev.sluice.failure.FailureException for an unknown directive
   */
  static EchoDirectives of(Attempt attempt) {
    JsonNode echo = ExtraBody.of(attempt).path("echo");
    if (!echo.isMissingNode() && !echo.isObject()) {
      throw UnsupportedRequest.invalid("extra_body", "extra_body.echo is not a JSON object");
    }
    Duration delay = Duration.ZERO;
    int status = 200;
    String code = null;
    Fault fault = null;
    Duration retryAfter = null;
    String text = null;
    int untilAttempt = Integer.MAX_VALUE;
    for (Map.Entry<String, JsonNode> order : echo.properties()) {
      String name = order.getKey();
      JsonNode value = order.getValue();
      switch (name) {
        case "delay" -> delay = time(name, value, 1);
        case "status" -> status = number(name, value, 200, 599);
        case "code" -> code = text(name, value);
        case "fault" -> fault = fault(text(name, value));
        case "retry_after" -> retryAfter = time(name, value, 1000);
        case "text" -> text = text(name, value);
        case "until_attempt" -> untilAttempt = number(name, value, 1, Integer.MAX_VALUE);
        default ->
            throw UnsupportedRequest.invalid(
                "extra_body",
                "extra_body.echo."
                    + name
                    + " is unknown; the echo provider supports delay, status, code, fault, "
                    + "retry_after, text and until_attempt");
      }
    }
    if (attempt.number() >= untilAttempt) {
      status = 200;
      fault = null;
    }
    return new EchoDirectives(delay, status, code, fault, retryAfter, text, untilAttempt);
  }

  /** Whether it answers instead of failing. */
  boolean answers() {
    return fault == null && status == 200;
  }

  private static Fault fault(String name) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UnsupportedRequest.invalid(
                    "extra_body",
                    "extra_body.echo.fault must be connection, timeout, invalid_response,"
                        + " empty or mock"));
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw UnsupportedRequest.invalid("extra_body", "extra_body.echo." + name + " must be a text");
    }
    return value.textValue();
  }

  private static int number(String name, JsonNode value, int least, int most) {
    if (!value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < least
        || value.intValue() > most) {
      throw UnsupportedRequest.invalid(
          "extra_body",
          "extra_body.echo." + name + " must be a number from " + least + " to " + most);
    }
    return value.intValue();
  }

  private static Duration time(String name, JsonNode value, int unitMs) {
    if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0) {
      return Duration.ofMillis((long) value.intValue() * unitMs);
    }
    Matcher time = TIME.matcher(value.asText());
    if (!time.matches()) {
      throw UnsupportedRequest.invalid(
          "extra_body", "extra_body.echo." + name + " must be a time such as 500ms or 2s");
    }
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
