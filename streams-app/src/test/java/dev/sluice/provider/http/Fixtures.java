package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The files under {@code provider/}, whose README says where they come from. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final Map<String, ProviderCodec> CODECS =
      Map.of(
          "openai", codec(new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS)),
          "compatible", codec(new OpenAiChat(ProviderSettings.MAX_TOKENS)),
          "openai-responses", codec(new OpenAiResponses()),
          "azure-openai",
              codec(new AzureOpenAi("2024-10-21", ProviderSettings.MAX_COMPLETION_TOKENS)),
          "anthropic", codec(new AnthropicMessages(null)));

  private Fixtures() {}

  private static ProviderCodec codec(ProviderApi api) {
    return new ProviderCodec(api);
  }

  static ProviderCodec codec(String vendor) {
    ProviderCodec codec = CODECS.get(vendor);
    assertThat(codec).as("codec of %s", vendor).isNotNull();
    return codec;
  }

  static ProviderKind kind(String vendor) {
    return vendor.equals("compatible")
        ? ProviderKind.OPENAI
        : ProviderKind.valueOf(vendor.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** All vendors that there are files of. */
  static List<String> vendors() {
    return CODECS.keySet().stream().sorted().toList();
  }

  static String text(String path) {
    try (InputStream file = Fixtures.class.getResourceAsStream("/provider/" + path)) {
      assertThat(file).as("src/test/resources/provider/%s", path).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String path) {
    JsonNode json = Json.parse(text(path));
    assertThat(json).as("%s is JSON", path).isNotNull();
    return json;
  }

  static HttpReply reply(String vendor, String name) {
    JsonNode response = json(vendor + "/" + name + ".response.json");
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asText())));
    JsonNode body = response.path("body");
    return new HttpReply(
        response.path("status").asInt(),
        headers,
        body.isTextual() ? body.textValue() : body.toString(),
        false);
  }
}
