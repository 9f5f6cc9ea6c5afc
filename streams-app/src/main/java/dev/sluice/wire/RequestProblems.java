package dev.sluice.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.CacheTtl;
import dev.sluice.call.Request;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request by itself, whatever its tenant, route and time. Collects all
 * problems. Confined to one method call.
 */
public final class RequestProblems {
  private static final int MAX_STOPS = 4;
  private static final int MAX_STOP = 1_024;
  private static final int TOLD_TOGETHER = 10;

  private final List<Problem> problems = new ArrayList<>();

  private RequestProblems() {}

  /** All problems, in the order of the fields; empty if there are none. */
  public static List<Problem> of(CompletionRequest request, RequestLimits limits) {
    RequestProblems found = new RequestProblems();
    found.names(request);
    found.messages(request.getMessages(), limits.maxMessages());
    found.sampling("sampling", request.getSampling());
    found.extraBody(request.getExtraBody());
    found.fallbacks(request.getFallbacks());
    found.metadata(request.getMetadata());
    return List.copyOf(found.problems);
  }

  /**
   * The failure that refuses the request, or empty if it may go on: 413 for its size, otherwise 400
   * that lists all problems, with the first one's field as {@code param}.
   *
   * @param size the bytes of the record's value
   */
  public static Optional<Failure> refusal(
      CompletionRequest request, int size, RequestLimits limits) {
    if (size > limits.maxBytes()) {
      String message =
          "the request has "
              + size
              + " bytes, at most "
              + limits.maxBytes()
              + " are allowed; send less, or send large content by URL";
      return Optional.of(
          new PolicyFailure.PayloadTooLarge(
              FailureFacts.of(FailureType.PAYLOAD_TOO_LARGE, message)));
    }
    List<Problem> problems = of(request, limits);
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String message =
        problems.stream()
            .limit(TOLD_TOGETHER)
            .map(problem -> problem.param() + ": " + problem.message())
            .collect(Collectors.joining("; "));
    int more = problems.size() - TOLD_TOGETHER;
    FailureFacts facts =
        FailureFacts.of(
            FailureType.INVALID_REQUEST, more > 0 ? message + "; and " + more + " more" : message);
    return Optional.of(new CallerFailure.InvalidRequest(facts.withParam(problems.get(0).param())));
  }

  private void check(boolean fine, String param, String message) {
    if (!fine) {
      problems.add(new Problem(param, message));
    }
  }

  private void names(CompletionRequest request) {
    check(!request.getRequestId().isEmpty(), "request_id", "must not be empty");
    name(request.getRequestId(), "request_id");
    check(!request.getModel().isEmpty(), "model", "must name a route");
    name(request.getModel(), "model");
    name(request.getKeyId(), "key_id");
    name(request.getUser(), "user");
  }

  private void name(@Nullable String text, String param) {
    check(
        TextLimits.isName(text), param, "must have at most " + TextLimits.MAX_NAME + " characters");
  }

  private void fallbacks(List<Fallback> fallbacks) {
    int most = TextLimits.MAX_FALLBACKS;
    check(
        fallbacks.size() <= most,
        "fallbacks",
        "has " + fallbacks.size() + " fallbacks, at most " + most + " are taken");
    for (int i = 0; i < Math.min(fallbacks.size(), most); i++) {
      String param = "fallbacks[" + i + "]";
      String to = fallbacks.get(i).getTo();
      check(!to.isEmpty(), param + ".to", "must name a route or target");
      name(to, param + ".to");
      sampling(param + ".sampling", fallbacks.get(i).getSampling());
    }
  }

  private void messages(List<Message> messages, int max) {
    check(!messages.isEmpty(), "messages", "must have at least one message");
    check(
        messages.size() <= max,
        "messages",
        "has " + messages.size() + " messages, at most " + max + " are taken");
    for (int i = 0; i < Math.min(messages.size(), max); i++) {
      message("messages[" + i + "]", messages.get(i));
    }
  }

  private void message(String param, Message message) {
    check(
        message.getRole() != Role.UNKNOWN,
        param + ".role",
        "is missing, or is not a role of this release");
    boolean hasParts = !message.getParts().isEmpty();
    boolean hasText = message.getText() != null;
    check(
        hasText || hasParts || !message.getToolCalls().isEmpty(),
        param,
        "is empty; it must have text, parts or tool calls");
    check(!(hasText && hasParts), param, "must have either text or parts, not both");
    for (int i = 0; i < message.getParts().size(); i++) {
      part(param + ".parts[" + i + "]", message.getParts().get(i));
    }
    List<ProviderState> states = message.getProviderStates();
    check(
        states.isEmpty() || message.getRole() == Role.ASSISTANT,
        param + ".provider_states",
        "belong to the role ASSISTANT alone");
    for (int i = 0; i < states.size(); i++) {
      state(param + ".provider_states[" + i + "]", states.get(i));
    }
  }

  private void state(String param, ProviderState state) {
    name(state.getApi(), param + ".api");
    name(state.getModel(), param + ".model");
    JsonNode data = Json.parse(state.getData());
    check(
        data != null && data.isObject(),
        param + ".data",
        "must be a JSON object; send it as it was in the answer");
  }

  private void part(String param, ContentPart part) {
    switch (part.getType()) {
      case TEXT, REFUSAL -> set(part.getText(), param + ".text", part);
      case IMAGE_URL -> set(part.getUrl(), param + ".url", part);
      case AUDIO, FILE -> {
        set(part.getData(), param + ".data", part);
        set(part.getMediaType(), param + ".media_type", part);
      }
      case UNKNOWN -> check(false, param + ".type", "is missing, or is not a type of this release");
    }
    String ttl = part.getCacheTtl();
    check(ttl == null || CacheTtl.of(ttl) != null, param + ".cache_ttl", "must be 5m or 1h");
  }

  private void set(@Nullable Object field, String param, ContentPart part) {
    check(field != null, param, "must be set in a part of type " + part.getType());
  }

  private void sampling(String param, @Nullable Sampling sampling) {
    if (sampling == null) {
      return;
    }
    within(0, 2, sampling.getTemperature(), param + ".temperature");
    within(0, 1, sampling.getTopP(), param + ".top_p");
    within(-2, 2, sampling.getPresencePenalty(), param + ".presence_penalty");
    within(-2, 2, sampling.getFrequencyPenalty(), param + ".frequency_penalty");
    Integer maxOutputTokens = sampling.getMaxOutputTokens();
    check(
        maxOutputTokens == null || maxOutputTokens >= 1,
        param + ".max_output_tokens",
        "must be 1 or more");
    List<String> stop = sampling.getStop();
    check(
        stop == null || stop.size() <= MAX_STOPS,
        param + ".stop",
        "must have at most " + MAX_STOPS + " texts");
    check(
        stop == null || stop.stream().allMatch(text -> TextLimits.isWithin(text, MAX_STOP)),
        param + ".stop",
        "has a text of more than " + MAX_STOP + " characters");
  }

  private void within(int low, int high, @Nullable Double value, String param) {
    // in this form NaN is out of range too
    boolean fine = value == null || (value >= low && value <= high);
    check(fine, param, "must be within " + low + " and " + high);
  }

  private void extraBody(@Nullable String text) {
    if (text == null) {
      return;
    }
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException notJson) {
      check(false, "extra_body", "must be a JSON object; it is not valid JSON");
      return;
    }
    check(json.isObject(), "extra_body", "must be a JSON object");
    json.fieldNames()
        .forEachRemaining(
            name ->
                check(
                    !Request.NOT_IN_EXTRA_BODY.contains(name),
                    "extra_body." + name,
                    "may not be set here; extra_body must not contain: "
                        + String.join(", ", new TreeSet<>(Request.NOT_IN_EXTRA_BODY))));
  }

  private void metadata(Map<String, String> metadata) {
    check(
        metadata.size() <= TextLimits.MAX_METADATA,
        "metadata",
        "has " + metadata.size() + " pairs, at most " + TextLimits.MAX_METADATA + " are taken");
    texts(metadata.keySet(), TextLimits.MAX_METADATA_KEY, "key");
    texts(metadata.values(), TextLimits.MAX_METADATA_VALUE, "value");
  }

  private void texts(Collection<String> texts, int most, String what) {
    check(
        texts.stream().allMatch(text -> TextLimits.isWithin(text, most)),
        "metadata",
        "has a " + what + " of more than " + most + " characters");
  }
}
