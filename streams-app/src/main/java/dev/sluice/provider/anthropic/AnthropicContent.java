package dev.sluice.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.json.Json;
import dev.sluice.provider.Truncated;
import dev.sluice.provider.http.DataUrl;
import dev.sluice.provider.http.UnsupportedRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Converts parts of messages to the Messages API's content blocks. Pure. */
final class AnthropicContent {
  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  /**
   * How the Base64 of a file begins. The API refuses an image that is not of the type that it is
   * said to be, which other vendors don't look at.
   */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "/9j/", "image/jpeg",
          "iVBORw0KGgo", "image/png",
          "R0lGOD", "image/gif",
          "UklGR", "image/webp",
          "JVBERi", "application/pdf");

  private static final Set<String> TEXTS =
      Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml");

  private static final int MAX_TITLE = 500;

  private AnthropicContent() {}

  /**
   * Without texts of white space only, which the API refuses.
   *
   * @throws dev.sluice.failure.FailureException if the API does not take parts of that kind
   */
  static ArrayNode of(List<ContentPart> parts) {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    for (ContentPart part : parts) {
      int before = blocks.size();
      add(blocks, part);
      CacheTtl ttl = part.cacheTtl();
      if (ttl != null && blocks.size() > before) {
        AnthropicCaching.mark((ObjectNode) blocks.get(before), ttl);
      }
    }
    return blocks;
  }

  private static void add(ArrayNode blocks, ContentPart part) {
    if (part instanceof ContentPart.Text text) {
      text(blocks, text.text());
    } else if (part instanceof ContentPart.Refusal refusal) {
      text(blocks, refusal.text());
    } else if (part instanceof ContentPart.Image image) {
      image(blocks.addObject(), image.url());
    } else if (part instanceof ContentPart.File file) {
      file(blocks.addObject(), file);
    } else {
      throw UnsupportedRequest.unsupported("messages", "Anthropic's API does not support audio");
    }
  }

  static void text(ArrayNode blocks, String text) {
    if (!text.isBlank()) {
      blocks.addObject().put("type", "text").put("text", text);
    }
  }

  /** The API refuses white space at the end of a text that the model is to go on with. */
  static void stripEnd(JsonNode blocks) {
    if (!blocks.isEmpty() && blocks.get(blocks.size() - 1) instanceof ObjectNode last) {
      last.put("text", last.path("text").asText().stripTrailing());
    }
  }

  private static void image(ObjectNode block, String url) {
    if (url.regionMatches(true, 0, "https:", 0, 6)) {
      block.put("type", "image").putObject("source").put("type", "url").put("url", url);
      return;
    }
    if (!url.regionMatches(true, 0, "data:", 0, 5)) {
      throw UnsupportedRequest.unsupported(
          "messages",
          "an image's URL is neither an https one nor of the form data:image/png;base64,...");
    }
    DataUrl data = DataUrl.of(url);
    image(block, data.mediaType(), data.base64());
  }

  private static void image(ObjectNode block, String mediaType, String base64) {
    String type = mediaType(mediaType, base64);
    if (!IMAGES.contains(type)) {
      throw UnsupportedRequest.unsupported(
          "messages", "Anthropic's API supports only images of the types " + sorted(IMAGES));
    }
    block
        .put("type", "image")
        .putObject("source")
        .put("type", "base64")
        .put("media_type", type)
        .put("data", base64);
  }

  private static void file(ObjectNode block, ContentPart.File file) {
    String declared = file.mediaType().toLowerCase(Locale.ROOT);
    boolean text = declared.startsWith("text/") || TEXTS.contains(declared.split(";", 2)[0]);
    String base64 = text ? "" : Json.base64(file.data());
    String type = text ? "text/plain" : mediaType(declared, base64);
    if (IMAGES.contains(type)) {
      image(block, type, base64);
      return;
    }
    if (!text && !type.equals("application/pdf")) {
      throw UnsupportedRequest.unsupported(
          "messages", "Anthropic's API supports only files that are PDF, text or images");
    }
    block
        .put("type", "document")
        .putObject("source")
        .put("type", text ? "text" : "base64")
        .put("media_type", type)
        .put("data", text ? decoded(file.data()) : base64);
    if (file.fileName() != null && !file.fileName().isBlank()) {
      block.put("title", Truncated.bytes(file.fileName(), MAX_TITLE));
    }
  }

  private static String decoded(ByteBuffer data) {
    return UTF_8.decode(data.duplicate()).toString();
  }

  /** What the content shows to be, otherwise as it is declared, by its registered name. */
  private static String mediaType(String declared, String base64) {
    for (Map.Entry<String, String> each : BEGINNINGS.entrySet()) {
      if (base64.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    String type = declared.toLowerCase(Locale.ROOT);
    return type.equals("image/jpg") || type.equals("image/pjpeg") ? "image/jpeg" : type;
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
