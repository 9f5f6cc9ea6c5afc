package dev.sluice.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings for one provider.
 *
 * @param name what targets call it
 * @param baseUrl such as {@code https://api.openai.com/v1}; null for the echo
 * @param apiVersion the requested version of the API; see the codecs that have one
 * @param apiKeys used in turn; blank ones don't count; empty if the provider wants none
 * @param headers sent with every request; they override a codec's own
 * @param maxTokensField the body's field for the maximum tokens of an answer: {@value
 *     #MAX_COMPLETION_TOKENS}, or {@value #MAX_TOKENS} for servers that know only the older name
 * @param maxInFlight the most concurrent attempts of this process; 1 or more
 * @param streamIdleTimeout how long a stream that has begun may go without a byte; positive
 * @param vertex what only Vertex AI needs; null for others
 * @param bedrock what only Amazon Bedrock needs; null for others
 */
public record ProviderSettings(
    String name,
    ProviderKind kind,
    @Nullable URI baseUrl,
    @Nullable String apiVersion,
    List<Secret> apiKeys,
    Map<String, String> headers,
    String maxTokensField,
    int maxInFlight,
    Duration streamIdleTimeout,
    @Nullable VertexSettings vertex,
    @Nullable BedrockSettings bedrock) {

  public static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
  public static final String MAX_TOKENS = "max_tokens";

  /** The maximum tokens of an answer that Anthropic is asked for if nobody set one. */
  public static final int ANTHROPIC_MAX_TOKENS = 4096;

  /** The default of {@code streamIdleTimeout}. */
  public static final Duration STREAM_IDLE_TIMEOUT = Duration.ofSeconds(60);

  private static final Set<ProviderKind> VERSIONED =
      Set.of(ProviderKind.AZURE_OPENAI, ProviderKind.ANTHROPIC, ProviderKind.VERTEX);

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
  private static final Pattern API_VERSION = Pattern.compile("[0-9A-Za-z._-]{1,64}");
  private static final Pattern LOCATION = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern AZURE_PATH = Pattern.compile("/openai(/v1|/deployments(/.*)?)?/*$");
  private static final Set<String> TRANSPORT_HEADERS =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade");

  /**
   * @throws IllegalArgumentException if a setting can't work; the message holds no secret
   */
  public ProviderSettings {
    headers = Map.copyOf(headers);
    apiKeys = apiKeys.stream().filter(key -> !key.reveal().isBlank()).toList();
    check(
        (vertex != null) == (kind == ProviderKind.VERTEX),
        name,
        kind == ProviderKind.VERTEX
            ? "needs vertex.project"
            : "has settings under vertex, which only the kind vertex has");
    check(
        vertex == null || vertex.credentials() + (apiKeys.isEmpty() ? 0 : 1) == 1,
        name,
        "needs one of vertex.credentials_file, vertex.application_default and api_key");
    check(
        vertex == null || LOCATION.matcher(vertex.location()).matches(),
        name,
        "needs a location such as europe-west4 or global");
    check(
        (bedrock != null) == (kind == ProviderKind.BEDROCK),
        name,
        kind == ProviderKind.BEDROCK
            ? "needs bedrock.region"
            : "has settings under bedrock, which only the kind bedrock has");
    check(
        bedrock == null || bedrock.isWhole(),
        name,
        "needs bedrock.access_key_id and bedrock.secret_access_key together, and both beside "
            + "bedrock.session_token");
    check(
        bedrock == null || bedrock.credentials() + (apiKeys.isEmpty() ? 0 : 1) == 1,
        name,
        "needs one of bedrock.access_key_id, bedrock.default_credentials and api_key");
    check(
        bedrock == null || LOCATION.matcher(bedrock.region()).matches(),
        name,
        "needs a region such as eu-central-1");
    check(kind == ProviderKind.ECHO || baseUrl != null, name, "needs a base URL");
    if (baseUrl != null) {
      String scheme = baseUrl.getScheme() == null ? "" : baseUrl.getScheme();
      check(
          Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
              && baseUrl.getHost() != null,
          name,
          "needs a base URL such as https://api.openai.com/v1");
      check(
          baseUrl.getRawUserInfo() == null,
          name,
          "has a credential in its base URL; it belongs in the API key");
    }
    check(
        kind != ProviderKind.AZURE_OPENAI
            || baseUrl == null
            || !AZURE_PATH.matcher(baseUrl.getPath()).find(),
        name,
        "needs the base URL of the resource alone, without /openai and what follows it");
    check(
        apiVersion == null || VERSIONED.contains(kind),
        name,
        "has an API version, which only azure_openai, anthropic and vertex have");
    check(
        apiVersion == null || API_VERSION.matcher(apiVersion).matches(),
        name,
        "needs an API version such as 2024-10-21");
    check(
        apiKeys.stream().allMatch(key -> HEADER_VALUE.matcher(key.reveal()).matches()),
        name,
        "has an API key with a line break or another character that no header can carry");
    headers.forEach(
        (header, value) -> {
          check(HEADER_NAME.matcher(header).matches(), name, "has a header of no valid name");
          check(
              !TRANSPORT_HEADERS.contains(header.toLowerCase(Locale.ROOT)),
              name,
              "may not set the header " + header);
          check(
              HEADER_VALUE.matcher(value).matches(),
              name,
              "has a value that no header can carry for " + header);
        });
    check(
        Set.of(MAX_COMPLETION_TOKENS, MAX_TOKENS).contains(maxTokensField),
        name,
        "can have max_completion_tokens or max_tokens as the field for the most tokens");
    check(maxInFlight >= 1, name, "needs room for one attempt or more in flight");
  }

  /** What all kinds have, with the default timeout of idle streams. */
  public ProviderSettings(
      String name,
      ProviderKind kind,
      @Nullable URI baseUrl,
      @Nullable String apiVersion,
      List<Secret> apiKeys,
      Map<String, String> headers,
      String maxTokensField,
      int maxInFlight) {
    this(
        name,
        kind,
        baseUrl,
        apiVersion,
        apiKeys,
        headers,
        maxTokensField,
        maxInFlight,
        STREAM_IDLE_TIMEOUT,
        null,
        null);
  }

  private static void check(boolean holds, String name, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("provider " + name + " " + complaint);
    }
  }

  /** Omits header values, which may be secrets. */
  @Override
  public String toString() {
    return "ProviderSettings[name="
        + name
        + ", kind="
        + kind
        + ", baseUrl="
        + baseUrl
        + ", apiVersion="
        + apiVersion
        + ", apiKeys="
        + apiKeys.size()
        + ", headers="
        + new TreeMap<>(headers).keySet()
        + ", maxTokensField="
        + maxTokensField
        + ", maxInFlight="
        + maxInFlight
        + ", streamIdleTimeout="
        + streamIdleTimeout
        + ", vertex="
        + vertex
        + ", bedrock="
        + bedrock
        + "]";
  }
}
