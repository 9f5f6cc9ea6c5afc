package dev.sluice.failure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every failure has.
 *
 * @param message what happened, for a person; never a secret
 * @param status the HTTP status that tells it to a client, 400 to 599
 * @param code OpenAI's {@code code}, or the provider's own; null where there is none
 * @param param the field of the request that is at fault
 * @param provider the provider that failed
 * @param model the model that was asked for
 * @param target the target that failed
 * @param retryAfter how long to wait before another try can succeed; never negative
 * @param request what the provider was sent
 * @param response what the provider answered
 * @param causes the chain of causes, outermost first
 * @param original the failure that this one wraps
 * @param newer what a newer release wrote that this one has no name for; null in what this release
 *     makes
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
    // the record holds milliseconds; rounded up, so that whoever waits waits long enough
    retryAfter = retryAfter == null ? null : wholeMillis(retryAfter);
    causes = List.copyOf(causes);
  }

  private static Duration wholeMillis(Duration duration) {
    return duration.compareTo(LONGEST) >= 0
        ? LONGEST
        : Duration.ofMillis(duration.plusNanos(999_999).toMillis());
  }

  /** The facts of a failure that has no more to tell than its type's status and code. */
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
    return new FailureFacts(
        message,
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

  public FailureFacts withCode(@Nullable String code) {
    return new FailureFacts(
        message,
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

  public FailureFacts withParam(@Nullable String param) {
    return new FailureFacts(
        message,
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

  /** Whose failure it is. */
  public FailureFacts at(
      @Nullable String provider, @Nullable String model, @Nullable String target) {
    return new FailureFacts(
        message,
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

  public FailureFacts withRetryAfter(@Nullable Duration retryAfter) {
    return new FailureFacts(
        message,
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

  public FailureFacts withExchange(
      @Nullable HttpRequestFacts request, @Nullable HttpResponseFacts response) {
    return new FailureFacts(
        message,
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

  public FailureFacts withCauses(List<CauseFacts> causes) {
    return new FailureFacts(
        message,
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

  public FailureFacts withOriginal(@Nullable Failure original) {
    return new FailureFacts(
        message,
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

  public FailureFacts withNewer(@Nullable NewerFacts newer) {
    return new FailureFacts(
        message,
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
