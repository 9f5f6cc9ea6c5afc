package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.AdmissionResult;
import dev.sluice.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a decision as the answer to its request. Pure; any thread. */
public final class AdmissionReplies {
  /** Tells another process that this is a decision, and which. */
  public static final String KIND = "sluice-decision";

  public static final String ACCEPTED = "accepted";
  static final String REJECTED = "rejected";

  /**
   * SDKs either ignore longer waits or sleep through all of them, the AI SDK (ai 7.0.173) from 60 s
   * on; the body has the true time.
   */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(59);

  private AdmissionReplies() {}

  public static Reply of(AdmissionResult decision, Instant now) {
    return decision instanceof AdmissionResult.Accepted accepted
        ? accepted(accepted.event(), now)
        : rejected(((AdmissionResult.Rejected) decision).error(), now);
  }

  /** The same decision, with an endpoint's own names in a rejection. */
  public static Reply named(Reply decision, FieldNames names) {
    if (!(Json.parse(decision.body()) instanceof ObjectNode body)
        || !(body.path("error") instanceof ObjectNode error)) {
      return decision;
    }
    ApiError named =
        names.in(
            ApiError.badRequest(
                error.path("message").asText(), error.path("param").textValue(), null));
    error.put("message", named.message()).put("param", named.param());
    return decision.with(body);
  }

  private static Reply accepted(PollingEvent event, Instant now) {
    ObjectNode response = ResponseJson.of(event.getPollingId(), new ViewRow.Pending(event));
    Reply reply = Reply.of(200, response).with(KIND, ACCEPTED);
    return with(reply, RateLimitHeaders.of(event.getLimits(), now));
  }

  private static Reply rejected(ErrorRecord error, Instant now) {
    Failure failure = error.getFailure();
    ApiError api = ApiError.of(failure);
    Duration wait = api.retryAfter();
    ObjectNode body = api.toJson();
    body.putObject("sluice")
        .put("request_id", error.getRequestId())
        .put("retry_after_ms", wait == null ? null : (Long) wait.toMillis())
        .put("retry_at", wait == null ? null : error.getOccurredAt().plus(wait).toString());
    Reply reply = Reply.of(api.status(), body).with(KIND, REJECTED);
    if (wait != null) {
      Duration told = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
      long seconds = Math.max(1, Seconds.roundedUp(told));
      reply = reply.with("Retry-After", String.valueOf(seconds));
    }
    reply = reply.with("x-should-retry", String.valueOf(isWorthwhile(api.status(), wait)));
    return with(reply, RateLimitHeaders.of(error.getLimits(), now));
  }

  /** Whether a retry by an SDK, at once or as it is told to, may succeed. */
  private static boolean isWorthwhile(int status, @Nullable Duration wait) {
    return status >= 500 || (status == 429 && wait != null && wait.compareTo(LONGEST_WAIT) <= 0);
  }

  private static Reply with(Reply reply, Map<String, String> headers) {
    Reply with = reply;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      with = with.with(header.getKey(), header.getValue());
    }
    return with;
  }
}
