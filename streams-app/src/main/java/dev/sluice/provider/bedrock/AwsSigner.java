package dev.sluice.provider.bedrock;

import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.Authorizer;
import dev.sluice.provider.http.HttpCall;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests with AWS's own library (Signature Version 4). Any thread. */
public final class AwsSigner implements Authorizer {
  private static final String SERVICE = "bedrock";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final String region;
  private final AwsCredentials credentials;
  private final InstantSource clock;

  AwsSigner(String region, AwsCredentials credentials, InstantSource clock) {
    this.region = region;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * With the settings' access key, or with what AWS's library finds when the first request needs
   * it.
   *
   * @param provider names the thread that fetches credentials
   */
  public static AwsSigner open(String provider, BedrockSettings settings, InstantSource clock) {
    Secret id = settings.accessKeyId();
    Secret key = settings.secretAccessKey();
    AwsCredentials credentials =
        id == null || key == null
            ? FetchedCredentials.byDefaultChain(provider, clock)
            : AwsCredentials.of(identity(id, key, settings.sessionToken()));
    return new AwsSigner(settings.region(), credentials, clock);
  }

  private static AwsCredentialsIdentity identity(Secret id, Secret key, @Nullable Secret token) {
    return token == null
        ? AwsCredentialsIdentity.create(id.reveal(), key.reveal())
        : AwsSessionCredentialsIdentity.create(id.reveal(), key.reveal(), token.reveal());
  }

  @Override
  public CompletableFuture<Authorization> authorize(HttpCall call, URI uri) {
    Instant now = clock.instant();
    return credentials.at(now).thenApply(identity -> sign(call, uri, identity));
  }

  private Authorization sign(HttpCall call, URI uri, AwsCredentialsIdentity identity) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(call.method()))
            .uri(uri)
            .putHeader("Content-Type", call.headers().getOrDefault("Content-Type", ""))
            .build();
    Clock signingClock = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArrayUnsafe(bytes(call.body())))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, signingClock));
    Map<String, String> headers = new HashMap<>();
    signed
        .request()
        .forEachHeader(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (lower.startsWith("x-amz-") || lower.equals("authorization")) {
                headers.put(name, values.get(0));
              }
            });
    return new Authorization(headers, secrets(identity));
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }

  private static Set<String> secrets(AwsCredentialsIdentity identity) {
    Set<String> secrets = new HashSet<>();
    secrets.add(identity.secretAccessKey());
    if (identity instanceof AwsSessionCredentialsIdentity session) {
      secrets.add(session.sessionToken());
    }
    return secrets;
  }

  @Override
  public void close() {
    credentials.close();
  }
}
