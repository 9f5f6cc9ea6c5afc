package dev.sluice.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.OnLimit;
import dev.sluice.v1.Sampling;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request as a line of a requests file. Admission, not this class, checks whether it is valid.
 *
 * @param rawBase64 bytes to publish unchanged, in place of a request
 * @param expect the expected outcome, in a demo's file
 * @param deadline ISO-8601
 */
record RequestJson(
    @Nullable String tenant,
    @Nullable String requestId,
    @Nullable String model,
    @Nullable List<MessageJson> messages,
    @Nullable String keyId,
    @Nullable String user,
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer maxOutputTokens,
    @Nullable List<String> stop,
    @Nullable Long seed,
    @Nullable Double presencePenalty,
    @Nullable Double frequencyPenalty,
    @Nullable ObjectNode extraBody,
    @Nullable List<String> fallbacks,
    @Nullable Map<String, String> metadata,
    @Nullable String deadline,
    @Nullable Integer priority,
    @Nullable String onLimit,
    boolean stream,
    boolean batch,
    @Nullable String rawBase64,
    @Nullable String expect,
    @Nullable String expectTarget,
    @Nullable Integer expectStatus,
    boolean expectRepeat) {

  /**
   * @param id of the request; the file's own may be absent
   * @throws IllegalArgumentException if the request is invalid, with the reason
   */
  CompletionRequest toRequest(String id) {
    if (model == null || messages == null) {
      throw new IllegalArgumentException(
          (model == null ? "model" : "messages") + " is missing (or raw_base64 in place of both)");
    }
    return CompletionRequest.newBuilder()
        .setRequestId(id)
        .setModel(model)
        .setMessages(messages.stream().map(MessageJson::toMessage).toList())
        .setSampling(sampling())
        .setExtraBody(extraBody == null ? null : extraBody.toString())
        .setKeyId(keyId)
        .setUser(user)
        .setFallbacks(
            fallbacks == null
                ? List.of()
                : fallbacks.stream().map(to -> new Fallback(to, null)).toList())
        .setMetadata(metadata == null ? Map.of() : metadata)
        .setDeadline(instant())
        .setPriority(priority == null ? 0 : priority)
        .setOnLimit(toOnLimit())
        .setStream(stream)
        .setBatch(batch)
        .build();
  }

  private @Nullable Sampling sampling() {
    boolean none =
        Stream.of(temperature, topP, maxOutputTokens, stop, seed, presencePenalty, frequencyPenalty)
            .allMatch(value -> value == null);
    return none
        ? null
        : new Sampling(
            temperature, topP, maxOutputTokens, stop, seed, presencePenalty, frequencyPenalty);
  }

  private @Nullable Instant instant() {
    try {
      return deadline == null ? null : Instant.parse(deadline);
    } catch (DateTimeException notOne) {
      throw new IllegalArgumentException(
          "deadline must be a time such as 2026-12-31T23:59:59Z", notOne);
    }
  }

  private OnLimit toOnLimit() {
    if (onLimit == null) {
      return OnLimit.REJECT;
    }
    return switch (onLimit.toLowerCase(Locale.ROOT)) {
      case "reject" -> OnLimit.REJECT;
      case "wait" -> OnLimit.WAIT;
      default -> throw new IllegalArgumentException("on_limit is reject or wait");
    };
  }
}
