package dev.sluice.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts parts of messages to the Messages API's content blocks. Pure. */
final class AnthropicContent {
  private static final Pattern DATA_URL = Pattern.compile("data:([^;,]{1,100})(;[^,]{0,100})?,");

  private AnthropicContent() {}

  /**
   * @throws dev.sluice.failure.FailureException if the API does not take parts of that kind
   */
  static void add(ArrayNode blocks, List<ContentPart> parts) {
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.Text text) {
        addText(blocks, text.text());
      } else if (part instanceof ContentPart.Refusal refusal) {
        addText(blocks, refusal.text());
      } else if (part instanceof ContentPart.Image image) {
        addImage(blocks.addObject(), image.url());
      } else if (part instanceof ContentPart.File file) {
        addDocument(blocks.addObject(), file);
      } else {
        throw UnsupportedRequest.unsupported("messages", "Anthropic's API does not support audio");
      }
    }
  }

  private static void addText(ArrayNode blocks, String text) {
    // it refuses empty text
    if (!text.isEmpty()) {
      blocks.addObject().put("type", "text").put("text", text);
    }
  }

  private static void addImage(ObjectNode block, String url) {
    ObjectNode source = block.put("type", "image").putObject("source");
    if (!url.startsWith("data:")) {
      source.put("type", "url").put("url", url);
      return;
    }
    Matcher data = DATA_URL.matcher(url);
    // only its beginning is examined: it may have megabytes
    if (!data.lookingAt() || data.group(2) == null || !data.group(2).endsWith(";base64")) {
      throw UnsupportedRequest.unsupported(
          "messages", "an image's data URL is not of the form data:image/png;base64,...");
    }
    source
        .put("type", "base64")
        .put("media_type", data.group(1))
        .put("data", url.substring(data.end()));
  }

  private static void addDocument(ObjectNode block, ContentPart.File file) {
    ObjectNode source = block.put("type", "document").putObject("source");
    source.put("type", "base64").put("media_type", file.mediaType());
    if (file.mediaType().equals("text/plain")) {
      source.put("type", "text");
      source.put("data", UTF_8.decode(file.data().duplicate()).toString());
    } else if (file.mediaType().equals("application/pdf")) {
      source.put("data", Json.base64(file.data()));
    } else {
      throw UnsupportedRequest.unsupported(
          "messages",
          "Anthropic's API supports only files of the types application/pdf and " + "text/plain");
    }
    if (file.fileName() != null) {
      block.put("title", file.fileName());
    }
  }
}
