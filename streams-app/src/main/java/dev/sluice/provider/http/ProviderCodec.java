package dev.sluice.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.provider.Secret;
import dev.sluice.provider.Truncated;
import dev.sluice.provider.errors.ErrorClassifier;
import dev.sluice.provider.errors.ErrorReader;
import dev.sluice.provider.errors.ErrorRules;
import dev.sluice.provider.errors.ErrorShape;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.errors.StatusInside;
import dev.sluice.provider.shaping.BodyShape;
import dev.sluice.provider.shaping.CustomTools;
import dev.sluice.provider.shaping.Shaping;
import dev.sluice.provider.stream.StreamApi;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts attempts to requests, and replies to outcomes, for one vendor's API: what all vendors
 * share. Pure; any thread.
 */
public final class ProviderCodec {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private static final int ACCEPTED = 202;

  /** The states of work that has been accepted, in OpenAI's and NVIDIA's words. */
  private static final Set<String> PENDING =
      Set.of("queued", "in_progress", "pending", "pending-evaluation");

  private static final Set<FinishReason> ENDS_WITHOUT_CONTENT =
      Set.of(FinishReason.LENGTH, FinishReason.REFUSAL, FinishReason.PAUSED);

  private final ProviderApi api;
  private final ErrorClassifier classifier;

  /** With the rules for errors that come with a release. */
  public ProviderCodec(ProviderApi api) {
    this(api, ErrorRules.builtIn());
  }

  public ProviderCodec(ProviderApi api, ErrorRules rules) {
    this.api = api;
    this.classifier = new ErrorClassifier(rules);
  }

  /**
   * The request without the credential, derived from the attempt's values each time, in the shape
   * that its model takes.
   *
   * @throws FailureException if the caller's request can't be expressed in this API, or for this
   *     model
   */
  HttpCall encode(Attempt attempt) {
    Map<String, String> headers = new TreeMap<>(api.headers());
    StreamApi stream = stream(attempt);
    if (stream == null) {
      headers.put("Accept", "application/json");
    } else {
      // an error comes as JSON; what is compressed on the way is held back until there is enough
      headers.put("Accept", stream.framing().mediaType() + ", application/json");
      headers.put("Accept-Encoding", "identity");
    }
    headers.put("Content-Type", "application/json");
    headers.put("Idempotency-Key", attempt.attemptId());
    // it comes from a client, and must not inject anything into a header
    if (attempt.traceparent() != null && TRACEPARENT.matcher(attempt.traceparent()).matches()) {
      headers.put("traceparent", attempt.traceparent());
    }
    Shaping.Shaped shaped = Shaping.of(attempt);
    ObjectNode body = api.body(shaped.attempt());
    if (stream != null) {
      stream.ask(body);
    }
    List<String> adjustments = new ArrayList<>(shaped.adjustments());
    adjustments.addAll(BodyShape.shape(body, attempt.target(), ExtraBody.removed(attempt)));
    Target target = attempt.target();
    String path = stream == null ? api.path(target) : stream.path(target);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(body));
      return new HttpCall("POST", path, headers, bytes, adjustments);
    } catch (JsonProcessingException tooDeep) {
      throw UnsupportedRequest.invalid(null, "the request can't be written as JSON");
    }
  }

  /** How the attempt's answer is asked for as a stream; null if it is not. */
  @Nullable StreamApi stream(Attempt attempt) {
    return attempt.streams() ? api.stream() : null;
  }

  /** The API's batch endpoints; null if it has none. */
  @Nullable BatchApi batches() {
    return api.batches();
  }

  /** The header that carries the credential. */
  Map.Entry<String, String> authorization(Secret apiKey) {
    return api.authorization(apiKey);
  }

  /**
   * The meaning of the reply; a failure has all its facts except the request's.
   *
   * @param now when the reply arrived, for dates in it
   */
  public Outcome decode(Attempt attempt, HttpReply reply, Instant now) {
    JsonNode json = Json.parse(reply.body());
    if (reply.status() >= 400) {
      ProviderError error = ErrorReader.read(json, reply.body()).orType(errorType(reply));
      return HttpFailures.refused(attempt, reply, reply.status(), error, classifier, now);
    }
    if (reply.status() < 200 || reply.status() >= 300) {
      return invalid(attempt, reply, "which is not an answer; check its base URL");
    }
    Outcome outcome = content(attempt, reply, json, now);
    return reply.status() == ACCEPTED && outcome instanceof Outcome.Failed
        ? pending(attempt, reply)
        : outcome;
  }

  private Outcome content(Attempt attempt, HttpReply reply, @Nullable JsonNode json, Instant now) {
    if (reply.truncated()) {
      return invalid(attempt, reply, "with a body that is larger than the gateway accepts");
    }
    if (reply.body().isBlank()) {
      return invalid(attempt, reply, "with an empty body");
    }
    if (json == null) {
      return invalid(attempt, reply, "with a body that is not JSON");
    }
    Answer answer = restored(api.answer(json, attempt), attempt);
    ProviderError error = error(json, answer);
    if (error != null) {
      int status = StatusInside.of(error, classifier);
      // a failure after a part of the answer was generated is paid for too
      return HttpFailures.refused(attempt, reply, status, error, classifier, now)
          .with(api.usage(json));
    }
    if (answer == null) {
      return PENDING.contains(json.path("status").asText(""))
          ? pending(attempt, reply)
          : invalid(attempt, reply, "with a body that contains no answer").with(api.usage(json));
    }
    Outcome half = half(attempt, reply, answer);
    if (half != null) {
      return half;
    }
    return holdsNothing(answer)
        ? nothing(attempt, reply, json, answer)
        : something(attempt, reply, answer);
  }

  /** Null for a whole answer beside an error that says nothing. */
  private @Nullable ProviderError error(JsonNode json, @Nullable Answer answer) {
    ProviderError error = api.error(json);
    boolean saysNothing = error != null && error.saysNothing();
    return saysNothing && answer != null && !holdsNothing(answer) ? null : error;
  }

  /** Whether a reply of status 2xx tells of an error. */
  boolean tellsError(Attempt attempt, HttpReply reply) {
    JsonNode json = Json.parse(reply.body());
    return json != null && error(json, api.answer(json, attempt)) != null;
  }

  /** What a reply of status 2xx was paid for, as far as it tells that; null if it does not. */
  @Nullable Usage usage(String reply) {
    JsonNode json = Json.parse(reply);
    return json == null ? null : api.usage(json);
  }

  private static @Nullable Answer restored(@Nullable Answer answer, Attempt attempt) {
    return answer == null
        ? null
        : answer.withToolCalls(
            CustomTools.restored(answer.toolCalls(), attempt.request().extraBody()));
  }

  /** AWS names an error in a header, with an address behind a colon. */
  private static @Nullable String errorType(HttpReply reply) {
    List<String> values = reply.headers().getOrDefault("x-amzn-errortype", List.of());
    return values.isEmpty() ? null : values.get(0).replaceFirst(":.*", "").strip();
  }

  /** The failure of an answer that says itself that it is none; null for any other. */
  private static @Nullable Outcome half(Attempt attempt, HttpReply reply, Answer answer) {
    String word = answer.providerFinishReason();
    if (word == null) {
      return null;
    }
    if (FinishReasons.isMalformed(word)) {
      return invalid(
              attempt,
              reply,
              "and ended with " + Truncated.message(word, 100) + " in place of an answer")
          .with(answer.usage());
    }
    return answer.finishReason() == FinishReason.UNKNOWN && FinishReasons.isBroken(word)
        ? new Outcome.Failed(HttpFailures.endedBy(attempt, reply, word)).with(answer.usage())
        : null;
  }

  /** The work goes on there and will be paid for, so it isn't asked for again. */
  private static Outcome pending(Attempt attempt, HttpReply reply) {
    return new Outcome.Failed(
        HttpFailures.ended(
            attempt,
            reply,
            FailureType.API_ERROR,
            "and not with an answer: it goes on in the background, which is not supported"));
  }

  private static Outcome something(Attempt attempt, HttpReply reply, Answer answer) {
    StructuredOutput demanded = StructuredOutput.of(attempt);
    String complaint = demanded == null ? null : demanded.complaint(answer);
    return demanded == null || complaint == null
        ? new Outcome.Answered(answer)
        : new Outcome.Failed(
                HttpFailures.breaksSchema(attempt, reply, answer, demanded.schema(), complaint))
            .with(answer.usage());
  }

  private static boolean holdsNothing(Answer answer) {
    return (answer.text() == null || answer.text().isEmpty())
        && answer.refusal() == null
        && answer.toolCalls().isEmpty();
  }

  /** An answer without content must not pass for a success: its finish reason decides. */
  private static Outcome nothing(Attempt attempt, HttpReply reply, JsonNode json, Answer answer) {
    FinishReason reason = answer.finishReason();
    boolean mayStopAtOnce =
        reason == FinishReason.STOP
            && attempt.sampling().orElse(attempt.target().sampling()).stop() != null;
    if (mayStopAtOnce || ENDS_WITHOUT_CONTENT.contains(reason)) {
      return new Outcome.Answered(answer);
    }
    if (reason == FinishReason.CONTENT_FILTER) {
      return new Outcome.Failed(HttpFailures.filtered(attempt, reply, json)).with(answer.usage());
    }
    if (reason == FinishReason.CONTEXT_WINDOW) {
      return new Outcome.Failed(
              HttpFailures.ended(
                  attempt,
                  reply,
                  FailureType.CONTEXT_WINDOW_EXCEEDED,
                  "and had no room for an answer after the prompt"))
          .with(answer.usage());
    }
    return invalid(attempt, reply, "with an empty answer").with(answer.usage());
  }

  /** What no rule knew of an error; null for a reply that is none, or whose status says enough. */
  @Nullable ErrorShape unrecognized(HttpReply reply) {
    return ErrorShape.of(reply.status(), Json.parse(reply.body()), reply.body(), classifier);
  }

  private static Outcome.Failed invalid(Attempt attempt, HttpReply reply, String complaint) {
    return new Outcome.Failed(
        HttpFailures.ended(attempt, reply, FailureType.INVALID_RESPONSE, complaint));
  }
}
