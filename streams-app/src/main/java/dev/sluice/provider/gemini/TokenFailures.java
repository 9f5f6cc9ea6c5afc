package dev.sluice.provider.gemini;

import com.google.api.client.http.HttpResponseException;
import com.google.common.base.Throwables;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * What it means that no token could be fetched: the credentials are refused or missing, or the
 * server that gives them can't be reached. Pure.
 */
final class TokenFailures {
  private TokenFailures() {}

  /** As {@code Authorizer} wants it: what is about the credentials as a failure. */
  static Throwable of(Throwable thrown) {
    List<Throwable> chain = Throwables.getCausalChain(thrown);
    return chain.stream().anyMatch(TokenFailures::isOfTheConnection)
        ? thrown
        : new FailureException(
            Failure.of(
                FailureType.AUTHENTICATION,
                FailureFacts.of(
                    FailureType.AUTHENTICATION,
                    "there is no access token: " + Throwables.getRootCause(thrown).getMessage())));
  }

  private static boolean isOfTheConnection(Throwable thrown) {
    if (thrown instanceof HttpResponseException reply) {
      int status = reply.getStatusCode();
      return status >= 500 || status == 429 || status == 408;
    }
    return thrown instanceof UnknownHostException
        || thrown instanceof SocketException
        || thrown instanceof SocketTimeoutException
        || thrown instanceof SSLException;
  }
}
