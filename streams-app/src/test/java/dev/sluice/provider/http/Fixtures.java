package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files under {@code provider/}, whose README says where they come from. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private Fixtures() {}

  static ProviderCodec codec(String vendor) {
    return Codecs.named(vendor).codec();
  }

  static ProviderKind kind(String vendor) {
    return Codecs.named(vendor).kind();
  }

  /** All vendors that there are replies of. */
  static List<String> vendors() {
    return Codecs.ALL.stream()
        .map(Codecs::name)
        .filter(name -> Fixtures.class.getResource("/provider/" + name) != null)
        .sorted()
        .toList();
  }

  /** The names of a vendor's replies. */
  static List<String> replies(String vendor) {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/provider", vendor))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".response.json"))
          .map(name -> name.substring(0, name.length() - ".response.json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
