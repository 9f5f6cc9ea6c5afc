package dev.sluice.provider.bedrock;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Where the credentials that sign requests come from. Any thread. */
interface AwsCredentials extends AutoCloseable {

  /**
   * Those that are valid at that time. Never blocks.
   *
   * @return fails as {@link dev.sluice.provider.http.Authorizer} wants it; may be shared
   */
  CompletableFuture<AwsCredentialsIdentity> at(Instant now);

  @Override
  void close();

  /** A fixed access key. */
  static AwsCredentials of(AwsCredentialsIdentity identity) {
    return new AwsCredentials() {
      @Override
      public CompletableFuture<AwsCredentialsIdentity> at(Instant now) {
        return CompletableFuture.completedFuture(identity);
      }

      @Override
      public void close() {
        // nothing to stop
      }
    };
  }
}
