package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.failure.FailureException;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes attempts as requests of a batch: in one piece, and without a tier of their own. Pure. */
final class BatchRequests {
  private final ProviderCodec codec;
  private final BatchApi api;
  private final RedactedReplies replies;

  BatchRequests(ProviderCodec codec, BatchApi api, RedactedReplies replies) {
    this.codec = codec;
    this.api = api;
    this.replies = replies;
  }

  /**
   * @param bodies by attempt ID, in the order of the attempts
   * @param unsendable outcomes by attempt ID
   */
  record Written(Map<String, ObjectNode> bodies, Map<String, Outcome> unsendable) {}

  /** One body, and what was changed of its attempt to fit the model. */
  private record Body(ObjectNode json, List<String> adjustments) {}

  Written of(List<Attempt> attempts) {
    Map<String, ObjectNode> bodies = new LinkedHashMap<>();
    Map<String, Outcome> unsendable = new LinkedHashMap<>();
    for (Attempt attempt : attempts) {
      try {
        bodies.put(attempt.attemptId(), body(attempt).json());
      } catch (FailureException unfit) {
        unsendable.put(
            attempt.attemptId(), new Outcome.Failed(AttemptFailures.at(attempt, unfit.failure())));
      } catch (RuntimeException | StackOverflowError unforeseen) {
        unsendable.put(
            attempt.attemptId(), new Outcome.Failed(replies.unforeseen(attempt, unforeseen)));
      }
    }
    return new Written(bodies, unsendable);
  }

  /** What was changed of an attempt that has been sent. */
  List<String> adjustments(Attempt attempt) {
    try {
      return body(attempt).adjustments();
    } catch (RuntimeException | StackOverflowError otherThanThen) {
      // its settings are not what they were
      return List.of();
    }
  }

  private Body body(Attempt attempt) {
    HttpCall call = codec.encode(inOnePiece(attempt));
    List<String> adjustments = new ArrayList<>(call.adjustments());
    JsonNode json = Json.parse(BatchReplies.bytes(call.body()));
    if (!(json instanceof ObjectNode body)) {
      throw UnsupportedRequest.invalid(null, "the request can't be written as JSON");
    }
    for (String field : api.leftOut()) {
      if (body.remove(field) != null) {
        adjustments.add(field + " dropped");
      }
    }
    return new Body(body, adjustments);
  }

  static Attempt inOnePiece(Attempt attempt) {
    return attempt.with(
        attempt.target().with(Streaming.NEVER), attempt.sampling(), attempt.request());
  }
}
