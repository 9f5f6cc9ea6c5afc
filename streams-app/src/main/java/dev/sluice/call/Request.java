package dev.sluice.call;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client published. Immutable.
 *
 * @param requestId the client's own name for it
 * @param model the requested route
 * @param extraBody a JSON object merged into the provider's body, as text
 * @param keyId which of the tenant's keys is charged; {@code default} if the client named none
 * @param deadline after which an answer is useless; null leaves it to the route
 * @param stream whether the client wants the answer as it is written
 */
public record Request(
    String requestId,
    String model,
    List<Message> messages,
    Sampling sampling,
    @Nullable String extraBody,
    String keyId,
    @Nullable String user,
    List<Fallback> fallbacks,
    Map<String, String> metadata,
    @Nullable Instant deadline,
    int priority,
    OnLimit onLimit,
    boolean stream,
    boolean batch) {

  /**
   * What {@code extraBody} may not set, since admission has reserved for it, a typed field sets it
   * or a codec depends on it.
   */
  public static final Set<String> NOT_IN_EXTRA_BODY =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "n",
          "max_tokens",
          "max_completion_tokens",
          "max_output_tokens");

  /** For another route, without the fallbacks that it names itself. */
  public Request onRoute(String route) {
    return new Request(
        requestId, route, messages, sampling, extraBody, keyId, user, List.of(), metadata, deadline,
        priority, onLimit, stream, batch);
  }

  /** The key of a request that names none. */
  public static final String DEFAULT_KEY = "default";

  private static final int MOST_PRIORITY = 1 << 30;

  public Request {
    messages = List.copyOf(messages);
    fallbacks = List.copyOf(fallbacks);
    metadata = Map.copyOf(metadata);
  }

  /** One whose answer can't wait. */
  public Request(
      String requestId,
      String model,
      List<Message> messages,
      Sampling sampling,
      @Nullable String extraBody,
      String keyId,
      @Nullable String user,
      List<Fallback> fallbacks,
      Map<String, String> metadata,
      @Nullable Instant deadline,
      int priority,
      OnLimit onLimit,
      boolean stream) {
    this(
        requestId,
        model,
        messages,
        sampling,
        extraBody,
        keyId,
        user,
        fallbacks,
        metadata,
        deadline,
        priority,
        onLimit,
        stream,
        /* batch= */ false);
  }

  /**
   * Its place among the tenant's own, by which a higher one goes first: all that are not for a
   * batch are 0 or more, and go before all that are. Priorities beyond 2<sup>30</sup> are equal.
   */
  public int rank() {
    return rank(priority, batch);
  }

  public static int rank(int priority, boolean batch) {
    int bounded = Math.max(-MOST_PRIORITY, Math.min(priority, MOST_PRIORITY - 1));
    return batch ? bounded - MOST_PRIORITY : bounded + MOST_PRIORITY;
  }

  /** The same request with other texts. */
  public Request with(List<Message> messages, @Nullable String extraBody) {
    return new Request(
        requestId, model, messages, sampling, extraBody, keyId, user, fallbacks, metadata, deadline,
        priority, onLimit, stream, batch);
  }
}
