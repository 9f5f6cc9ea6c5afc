package dev.sluice.provider.http;

import static dev.sluice.call.Evidence.CREDENTIAL;
import static dev.sluice.call.Evidence.CREDENTIAL_FOR_MODEL;
import static dev.sluice.call.Evidence.REQUEST;
import static dev.sluice.call.Evidence.TARGET;
import static dev.sluice.call.Evidence.UNCLEAR;

import dev.sluice.failure.FailureType;
import dev.sluice.provider.RateLimits;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What vendors' refusals mean: from a status and the error with it to a type of failure, and to
 * what that is evidence about. Where the words leave doubt, it is evidence about nothing but the
 * request or the target. Pure.
 */
final class ErrorClassifier {
  /** What errors about the credential or the target name as their parameter. */
  private static final Set<String> NO_FIELDS = Set.of("api_key", "key", "model", "queue", "quota");

  private ErrorClassifier() {}

  /**
   * What a status of 400 or more means with the error that came with it.
   *
   * @param wait until a rate limit has room again; null where nothing says so
   * @param limits what the reply says is left
   */
  static Refusal of(int status, ProviderError error, @Nullable Duration wait, RateLimits limits) {
    if (status < 500 && VendorWords.CONTENT_POLICY.in(error)) {
      return new Refusal(FailureType.CONTENT_POLICY, REQUEST);
    }
    if (status < 500 && VendorWords.NO_ENDPOINT_SUPPORTS.leads(error)) {
      return new Refusal(FailureType.UNSUPPORTED_PARAMETERS, REQUEST);
    }
    Refusal quota = quota(status, error);
    Refusal refusal = quota == null ? byStatus(status, error, wait, limits) : quota;
    return status < 500 && VendorWords.END_USER.in(error)
        ? new Refusal(refusal.type(), REQUEST)
        : refusal;
  }

  private static Refusal byStatus(
      int status, ProviderError error, @Nullable Duration wait, RateLimits limits) {
    return switch (status) {
      case 401, 407 -> unauthorized(error);
      case 402 -> new Refusal(FailureType.QUOTA_EXHAUSTED, CREDENTIAL);
      case 403, 451 -> forbidden(error);
      case 404, 405, 410 -> notFound(error);
      case 408, 504 -> new Refusal(FailureType.TIMEOUT, UNCLEAR);
      // a conflict or a failed or early dependency passes when retried, here or elsewhere
      case 409, 424, 425, 499 -> new Refusal(FailureType.SERVER_ERROR, UNCLEAR);
      case 429 -> rateLimited(status, error, wait, limits);
      // Groq: no capacity in a tier that the request may have chosen
      case 498 -> new Refusal(FailureType.OVERLOADED, UNCLEAR);
      // 520 to 530 are Cloudflare's; with these it has not reached the server
      case 521, 522, 523, 525, 526, 530 -> new Refusal(FailureType.BAD_GATEWAY, TARGET);
      case 502, 520, 524 -> new Refusal(FailureType.BAD_GATEWAY, UNCLEAR);
      case 503 ->
          VendorWords.OVERLOAD.in(error)
              ? new Refusal(FailureType.OVERLOADED, TARGET)
              : new Refusal(FailureType.SERVICE_UNAVAILABLE, UNCLEAR);
      case 529 -> new Refusal(FailureType.OVERLOADED, TARGET);
      default ->
          status > 500
              ? new Refusal(FailureType.SERVER_ERROR, UNCLEAR)
              : unspecific(status, error, wait, limits);
    };
  }

  /** An account that is empty, or has too little for this request; null where it is neither. */
  private static @Nullable Refusal quota(int status, ProviderError error) {
    if (status < 500
        && (VendorWords.TOO_LITTLE_LEFT.in(error)
            || (status == 402 && VendorWords.TOKENS.in(error)))) {
      return new Refusal(FailureType.QUOTA_EXHAUSTED, REQUEST);
    }
    if (error.hasReasonWith("PerDay")) {
      return new Refusal(FailureType.QUOTA_EXHAUSTED, CREDENTIAL_FOR_MODEL);
    }
    boolean leads = VendorWords.QUOTA.leads(error);
    if (!leads && (status >= 500 || isAboutAField(error) || !VendorWords.QUOTA.in(error))) {
      return null;
    }
    if (error.hasAny(VendorWords.QUOTA.names())) {
      return new Refusal(FailureType.QUOTA_EXHAUSTED, CREDENTIAL);
    }
    if (status == 429 && error.retryAfter() != null) {
      return null; // Gemini calls the limit of a minute a quota, too
    }
    if (error.names("RESOURCE_EXHAUSTED")) {
      return new Refusal(FailureType.QUOTA_EXHAUSTED, CREDENTIAL_FOR_MODEL);
    }
    boolean isSure = leads || status == 401 || status == 402 || status == 429;
    return new Refusal(FailureType.QUOTA_EXHAUSTED, isSure ? CREDENTIAL : UNCLEAR);
  }

  private static Refusal unauthorized(ProviderError error) {
    return VendorWords.NO_ACCESS.in(error)
        ? new Refusal(FailureType.PERMISSION, CREDENTIAL_FOR_MODEL)
        : new Refusal(FailureType.AUTHENTICATION, CREDENTIAL);
  }

  private static Refusal forbidden(ProviderError error) {
    if (VendorWords.BAD_CREDENTIAL.in(error) && !isAboutAField(error)) {
      return badCredential(error);
    }
    Refusal denied = denied(error);
    if (denied != null) {
      return denied;
    }
    boolean isModel =
        VendorWords.NO_ACCESS.leads(error)
            || (VendorWords.NO_MODEL.leads(error) && !isAboutAField(error));
    return new Refusal(FailureType.PERMISSION, isModel ? CREDENTIAL_FOR_MODEL : UNCLEAR);
  }

  /** Everything is refused to the credential, or to this place; null where nothing says so. */
  private static @Nullable Refusal denied(ProviderError error) {
    if (VendorWords.DISABLED.in(error)) {
      return new Refusal(FailureType.PERMISSION, CREDENTIAL);
    }
    return VendorWords.WRONG_PLACE.leads(error)
        ? new Refusal(FailureType.PERMISSION, TARGET)
        : null;
  }

  private static Refusal badCredential(ProviderError error) {
    boolean isSure = VendorWords.BAD_CREDENTIAL.leads(error);
    return new Refusal(FailureType.AUTHENTICATION, isSure ? CREDENTIAL : UNCLEAR);
  }

  private static Refusal notFound(ProviderError error) {
    if (isAboutAField(error)) {
      return new Refusal(FailureType.NOT_FOUND, REQUEST);
    }
    return new Refusal(FailureType.NOT_FOUND, VendorWords.NO_MODEL.leads(error) ? TARGET : UNCLEAR);
  }

  private static Refusal rateLimited(
      int status, ProviderError error, @Nullable Duration wait, RateLimits limits) {
    LimitSizes sizes = LimitSizes.in(error);
    boolean isTooLarge =
        sizes == null
            ? status == 413 || VendorWords.REQUEST_TOO_LARGE.leads(error)
            : sizes.isExceededByOneRequest();
    if (isTooLarge) {
      return new Refusal(FailureType.REQUEST_TOO_LARGE, REQUEST);
    }
    if (wait == null || wait.isZero()) {
      return new Refusal(FailureType.PROVIDER_RATE_LIMITED, UNCLEAR);
    }
    boolean isForItsSize = limits.areLargelyLeft() || (sizes != null && sizes.isLargelyLeft());
    return new Refusal(
        FailureType.PROVIDER_RATE_LIMITED, isForItsSize ? REQUEST : CREDENTIAL_FOR_MODEL);
  }

  /** 500 and the statuses of bad requests, under which servers report many other things. */
  private static Refusal unspecific(
      int status, ProviderError error, @Nullable Duration wait, RateLimits limits) {
    if (VendorWords.exceedsContextWindow(error)) {
      return new Refusal(FailureType.CONTEXT_WINDOW_EXCEEDED, REQUEST);
    }
    if (VendorWords.RATE_LIMIT.in(error)) {
      return rateLimited(status, error, wait, limits);
    }
    if (error.names("overloaded_error")) {
      return new Refusal(FailureType.OVERLOADED, TARGET);
    }
    if (status == 500) {
      return new Refusal(FailureType.SERVER_ERROR, UNCLEAR);
    }
    if (!isAboutAField(error)) {
      // the credential and the model's name are the operator's, whatever the status says
      Refusal operators = operators(error);
      if (operators != null) {
        return operators;
      }
    }
    if (VendorWords.NO_IMAGE.in(error)) {
      return new Refusal(FailureType.IMAGE_FETCH, REQUEST);
    }
    if (VendorWords.UNSUPPORTED.in(error)) {
      return new Refusal(FailureType.UNSUPPORTED_PARAMETERS, REQUEST);
    }
    return switch (status) {
      case 400, 413, 415 -> new Refusal(FailureType.INVALID_REQUEST, REQUEST);
      case 422 -> new Refusal(FailureType.UNPROCESSABLE, REQUEST);
      default -> new Refusal(FailureType.API_ERROR, UNCLEAR);
    };
  }

  private static @Nullable Refusal operators(ProviderError error) {
    if (VendorWords.BAD_CREDENTIAL.in(error)) {
      return badCredential(error);
    }
    if (VendorWords.NO_MODEL.leads(error)) {
      return new Refusal(FailureType.NOT_FOUND, TARGET);
    }
    return error.names("not_found_error")
        ? new Refusal(FailureType.NOT_FOUND, UNCLEAR)
        : denied(error);
  }

  /** Whether it complains of a field of the request: then its words may be the request's own. */
  private static boolean isAboutAField(ProviderError error) {
    return error.param() != null && !NO_FIELDS.contains(error.param());
  }
}
