package dev.sluice.failure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every failure has.
 *
 * @param message what happened, for display; never a secret
 * @param status the HTTP status for clients, 400 to 599
 * @param code OpenAI's {@code code}, or the provider's own; null if there is none
 * @param param the field of the request at fault
 * @param provider the provider that failed
 * @param model the requested model
 * @param target the target that failed
 * @param retryAfter how long to wait before a retry can succeed; never negative
 * @param request what was sent to the provider
 * @param response what the provider replied
 * @param causes the chain of causes, outermost first
 * @param original the failure that this one wraps
 * @param newer what a newer release wrote that this one has no name for; null in failures of this
 *     release
 */
public record FailureFacts(
    String message,
    int status,
    @Nullable String code,
    @Nullable String param,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String target,
    @Nullable Duration retryAfter,
    @Nullable HttpRequestFacts request,
    @Nullable HttpResponseFacts response,
    List<CauseFacts> causes,
    @Nullable Failure original,
    @Nullable NewerFacts newer) {

  private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

  public FailureFacts {
    message = Text.wellFormed(message);
    code = Text.wellFormedOrNull(code);
    param = Text.wellFormedOrNull(param);
    provider = Text.wellFormedOrNull(provider);
    model = Text.wellFormedOrNull(model);
    target = Text.wellFormedOrNull(target);
    // the record holds milliseconds; rounded up, so that a client that waits waits long enough
    retryAfter = retryAfter == null ? null : wholeMillis(retryAfter);
    causes = List.copyOf(causes);
  }

  private static Duration wholeMillis(Duration duration) {
    return duration.compareTo(LONGEST) >= 0
        ? LONGEST
        : Duration.ofMillis(duration.plusNanos(999_999).toMillis());
  }

  /** The facts of a failure with nothing but its type's status and code. */
  public static FailureFacts of(FailureType type, String message) {
    return new FailureFacts(
        message,
        type.status(),
        type.code(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null);
  }

  public FailureFacts withStatus(int status) {
    return with(draft -> draft.status = status);
  }

  public FailureFacts withCode(@Nullable String code) {
    return with(draft -> draft.code = code);
  }

  public FailureFacts withParam(@Nullable String param) {
    return with(draft -> draft.param = param);
  }

  /** Adds where the failure happened. */
  public FailureFacts at(
      @Nullable String provider, @Nullable String model, @Nullable String target) {
    return with(
        draft -> {
          draft.provider = provider;
          draft.model = model;
          draft.target = target;
        });
  }

  public FailureFacts withRetryAfter(@Nullable Duration retryAfter) {
    return with(draft -> draft.retryAfter = retryAfter);
  }

  public FailureFacts withExchange(
      @Nullable HttpRequestFacts request, @Nullable HttpResponseFacts response) {
    return with(
        draft -> {
          draft.request = request;
          draft.response = response;
        });
  }

  public FailureFacts withCauses(List<CauseFacts> causes) {
    return with(draft -> draft.causes = causes);
  }

  public FailureFacts withOriginal(@Nullable Failure original) {
    return with(draft -> draft.original = original);
  }

  public FailureFacts withNewer(@Nullable NewerFacts newer) {
    return with(draft -> draft.newer = newer);
  }

  private FailureFacts with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.facts();
  }

  /** A mutable copy; never leaves this class. */
  private static final class Draft {
    private final FailureFacts from;
    private int status;
    private @Nullable String code;
    private @Nullable String param;
    private @Nullable String provider;
    private @Nullable String model;
    private @Nullable String target;
    private @Nullable Duration retryAfter;
    private @Nullable HttpRequestFacts request;
    private @Nullable HttpResponseFacts response;
    private List<CauseFacts> causes;
    private @Nullable Failure original;
    private @Nullable NewerFacts newer;

    Draft(FailureFacts from) {
      this.from = from;
      status = from.status;
      code = from.code;
      param = from.param;
      provider = from.provider;
      model = from.model;
      target = from.target;
      retryAfter = from.retryAfter;
      request = from.request;
      response = from.response;
      causes = from.causes;
      original = from.original;
      newer = from.newer;
    }

    FailureFacts facts() {
      return new FailureFacts(
          from.message,
          status,
          code,
          param,
          provider,
          model,
          target,
          retryAfter,
          request,
          response,
          causes,
          original,
          newer);
    }
  }
}
