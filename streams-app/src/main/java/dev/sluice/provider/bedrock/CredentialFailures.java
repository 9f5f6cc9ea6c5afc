package dev.sluice.provider.bedrock;

import com.google.common.base.Throwables;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.Truncated;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What it means that there are no AWS credentials: they are refused or missing, or the server that
 * gives them can't be reached. Pure.
 */
final class CredentialFailures {
  private static final int MESSAGE_BYTES = 1024;

  private CredentialFailures() {}

  /** As {@code Authorizer} wants it: what is about the credentials as a failure. */
  static Throwable of(Throwable thrown) {
    List<Throwable> chain = Throwables.getCausalChain(thrown);
    return chain.stream().anyMatch(CredentialFailures::isOfTheConnection)
        ? thrown
        : new FailureException(
            Failure.of(
                FailureType.AUTHENTICATION,
                FailureFacts.of(
                    FailureType.AUTHENTICATION,
                    "there are no AWS credentials: " + message(thrown))));
  }

  static String message(Throwable thrown) {
    return Truncated.message(String.valueOf(thrown.getMessage()), MESSAGE_BYTES);
  }

  private static boolean isOfTheConnection(Throwable thrown) {
    if (thrown instanceof SdkServiceException reply) {
      int status = reply.statusCode();
      return status >= 500 || status == 429 || status == 408;
    }
    return thrown instanceof IOException;
  }
}
