package dev.sluice.provider;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What only Amazon Bedrock needs. Without an access key and without {@code defaultCredentials}, the
 * provider's API key is one of Bedrock's own.
 *
 * @param region such as {@code eu-central-1}
 * @param accessKeyId of a fixed access key; null for none
 * @param secretAccessKey of the same access key
 * @param sessionToken of the same access key, if it is a temporary one
 * @param defaultCredentials whether AWS's library looks for credentials: in the environment, a
 *     profile, a web identity's token, the container or the instance
 */
public record BedrockSettings(
    String region,
    @Nullable Secret accessKeyId,
    @Nullable Secret secretAccessKey,
    @Nullable Secret sessionToken,
    boolean defaultCredentials) {

  /** How many credentials there are besides an API key. */
  int credentials() {
    return (accessKeyId == null ? 0 : 1) + (defaultCredentials ? 1 : 0);
  }

  /** Whether requests are signed; otherwise the API key is a bearer token. */
  public boolean signs() {
    return credentials() > 0;
  }

  /** Whether an access key is whole, if there is one. */
  boolean isWhole() {
    return (accessKeyId == null) == (secretAccessKey == null)
        && (sessionToken == null || accessKeyId != null);
  }

  /**
   * Where the region's models are.
   *
   * @throws IllegalArgumentException if it is no part of a host's name
   */
  public static URI baseUrl(String region) {
    String suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return URI.create("https://bedrock-runtime." + region + "." + suffix);
  }
}
