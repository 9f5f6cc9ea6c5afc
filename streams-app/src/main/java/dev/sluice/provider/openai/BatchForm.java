package dev.sluice.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In what the batch endpoints of OpenAI and of Azure differ. Pure.
 *
 * @param prefix of every path below the base URL
 * @param apiVersion in every query; null for none
 * @param endpoint that the requests of a batch are for
 * @param mediaType of an input file
 * @param expiry the fields of an upload that have its file deleted after some days, so that none
 *     stays for ever that no batch was created from
 */
record BatchForm(
    String prefix,
    @Nullable String apiVersion,
    String endpoint,
    String mediaType,
    Map<String, String> expiry) {
  private static final String DAYS_3 = "259200";

  /** The shortest that Azure takes. */
  private static final String DAYS_14 = "1209600";

  BatchForm {
    expiry = Map.copyOf(expiry);
  }

  /**
   * @param path of the ordinary endpoint
   */
  static BatchForm openAi(String path) {
    return new BatchForm(
        "",
        null,
        "/v1" + path,
        "application/jsonl",
        Map.of("expires_after[anchor]", "created_at", "expires_after[seconds]", DAYS_3));
  }

  static BatchForm azure(@Nullable String apiVersion) {
    return new BatchForm(
        "/openai/v1",
        apiVersion,
        "/v1" + OpenAiChat.PATH,
        "application/json",
        Map.of("expires_after.anchor", "created_at", "expires_after.seconds", DAYS_14));
  }

  /** Whose release of 2024-10-21 has no expiry of files yet. */
  static BatchForm datedAzure(String apiVersion) {
    return new BatchForm("/openai", apiVersion, OpenAiChat.PATH, "application/json", Map.of());
  }

  String path(String path) {
    String query = apiVersion == null ? "" : "api-version=" + encoded(apiVersion);
    return prefix + path + (query.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + query);
  }

  static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }
}
