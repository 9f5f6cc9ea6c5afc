package dev.sluice.provider.http;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request can't be sent to a target: thrown by codecs while they write its body. */
public final class UnsupportedRequest {
  private UnsupportedRequest() {}

  /**
   * No provider would take it.
   *
   * @param param the request's field at fault; null for none in particular
   */
  public static FailureException invalid(@Nullable String param, String message) {
    return new FailureException(
        new CallerFailure.InvalidRequest(
            FailureFacts.of(FailureType.INVALID_REQUEST, message).withParam(param)));
  }

  /** This vendor's API has no place for it; another's may have. */
  public static FailureException unsupported(String param, String message) {
    return new FailureException(
        new CallerFailure.UnsupportedParameters(
            FailureFacts.of(FailureType.UNSUPPORTED_PARAMETERS, message).withParam(param),
            List.of(param)));
  }
}
