package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error in OpenAI's form.
 *
 * @param status the HTTP status, 400 to 599
 * @param type such as {@code invalid_request_error}
 * @param retryAfter null if a retry is not expected to succeed
 */
public record ApiError(
    int status,
    String message,
    String type,
    @Nullable String param,
    @Nullable String code,
    @Nullable Duration retryAfter) {

  private static final Duration SOON = Duration.ofSeconds(1);

  /** The error of a request, in the words of its error record. */
  public static ApiError of(Failure failure) {
    Long waitMs = failure.getRetryAfterMs();
    return new ApiError(
        failure.getStatus(),
        failure.getMessage(),
        failure.getErrorType(),
        failure.getParam(),
        failure.getCode(),
        waitMs == null ? null : Duration.ofMillis(waitMs));
  }

  /** For the header, rounded up, so that a client that waits waits long enough; null for none. */
  public @Nullable Long retryAfterSeconds() {
    return retryAfter == null ? null : (Long) Seconds.roundedUp(retryAfter);
  }

  /** The body of the response. */
  public ObjectNode toJson() {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body;
  }

  public static ApiError badRequest(String message, @Nullable String param, @Nullable String code) {
    return new ApiError(400, message, "invalid_request_error", param, code, null);
  }

  public static ApiError unauthorized(String message) {
    return new ApiError(401, message, "invalid_request_error", null, "invalid_api_key", null);
  }

  public static ApiError notFound(String message) {
    return new ApiError(404, message, "invalid_request_error", null, null, null);
  }

  public static ApiError unavailable(String message, String code) {
    return new ApiError(503, message, "server_error", null, code, SOON);
  }

  /** Nothing was published: the client may send the same again. */
  public static ApiError tooManyWaiting() {
    return unavailable("Too many requests are waiting. Retry.", "too_many_waiting");
  }

  public static ApiError internal() {
    return new ApiError(
        500, "The gateway failed to answer.", "server_error", null, "internal_error", null);
  }

  /**
   * Of a stream that can't go on, because the answer that it has shown was begun again.
   *
   * @param id of the response
   */
  static ApiError streamBroken(String id) {
    String message =
        "The answer broke off, and was begun again. Its whole: GET /v1/responses/" + id;
    return new ApiError(500, message, "server_error", null, "stream_broken", null);
  }

  /**
   * The events of a response can't be continued any more.
   *
   * @param id of the response
   */
  public static ApiError streamForgotten(String id) {
    String message =
        "The events of this response are not kept any more, so that none can be continued after."
            + " Without `starting_after` the response is streamed from its beginning; whole: GET"
            + " /v1/responses/"
            + id;
    return badRequest(message, "starting_after", "stream_expired");
  }

  /** The server's own refusal, by its status alone, in the form of {@link #of}. */
  public static ApiError ofStatus(int status, String message) {
    return switch (status) {
      case 403 -> new ApiError(status, message, "permission_error", null, "access_denied", null);
      case 405 ->
          new ApiError(status, message, "invalid_request_error", null, "method_not_allowed", null);
      case 413 ->
          new ApiError(status, message, "invalid_request_error", null, "payload_too_large", null);
      case 429 ->
          new ApiError(status, message, "rate_limit_error", null, "rate_limit_exceeded", SOON);
      case 503 -> unavailable(message, "unavailable");
      default ->
          new ApiError(
              status,
              message,
              status < 500 ? "invalid_request_error" : "server_error",
              null,
              status < 500 ? null : "internal_error",
              null);
    };
  }
}
