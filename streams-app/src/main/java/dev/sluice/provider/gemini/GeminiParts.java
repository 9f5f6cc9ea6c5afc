package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.json.Json;
import dev.sluice.provider.http.DataUrl;
import dev.sluice.provider.http.UnsupportedRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Converts parts of messages to Gemini's, as https://ai.google.dev/gemini-api/docs lists what it
 * takes (November 2026). Pure.
 */
final class GeminiParts {
  private static final Map<String, String> IMAGE_TYPES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "webp", "image/webp",
          "heic", "image/heic",
          "heif", "image/heif");

  private static final Set<String> AUDIO_TYPES =
      Set.of("audio/wav", "audio/mp3", "audio/aiff", "audio/aac", "audio/ogg", "audio/flac");

  private static final Set<String> YOUTUBE =
      Set.of("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be");

  /** Where files are that belong to the account, whoever of its tenants uploaded them. */
  private static final String FILE_API = "generativelanguage.googleapis.com";

  private GeminiParts() {}

  /**
   * @throws dev.sluice.failure.FailureException if the API does not take parts of that kind
   */
  static void add(ArrayNode parts, List<ContentPart> content) {
    for (ContentPart part : content) {
      if (part instanceof ContentPart.Text text) {
        addText(parts, text.text());
      } else if (part instanceof ContentPart.Refusal refusal) {
        addText(parts, refusal.text());
      } else if (part instanceof ContentPart.Image image) {
        addImage(parts.addObject(), image.url());
      } else if (part instanceof ContentPart.Audio audio) {
        addData(parts.addObject(), audio.mediaType(), audio.data());
      } else if (part instanceof ContentPart.File file) {
        addData(parts.addObject(), file.mediaType(), file.data());
      }
    }
  }

  private static void addText(ArrayNode parts, String text) {
    // it refuses an empty part
    if (!text.isEmpty()) {
      parts.addObject().put("text", text);
    }
  }

  private static void addImage(ObjectNode part, String url) {
    if (!url.startsWith("data:")) {
      addUrl(part, url);
      return;
    }
    DataUrl data = DataUrl.of(url);
    if (!IMAGE_TYPES.containsValue(data.mediaType())) {
      throw UnsupportedRequest.unsupported(
          "messages", "Gemini's API does not support images of the type " + data.mediaType());
    }
    part.putObject("inlineData").put("mimeType", data.mediaType()).put("data", data.base64());
  }

  private static void addUrl(ObjectNode part, String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw UnsupportedRequest.invalid("messages", "the URL of an image is none");
    }
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    String path = uri.getPath() == null ? "" : uri.getPath();
    String type =
        YOUTUBE.contains(host)
            ? "video/mp4"
            : IMAGE_TYPES.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    if (!"https".equals(uri.getScheme()) || host.equals(FILE_API) || type == null) {
      throw UnsupportedRequest.unsupported(
          "messages",
          "Gemini's API supports only image URLs that are https and end in .png, .jpg, .webp, "
              + ".heic or .heif, or are YouTube's; send others as data:image/png;base64,...");
    }
    part.putObject("fileData").put("mimeType", type).put("fileUri", url);
  }

  private static void addData(ObjectNode part, String mediaType, ByteBuffer data) {
    String type = type(mediaType.toLowerCase(Locale.ROOT));
    boolean isTaken =
        type.equals("application/pdf")
            || type.startsWith("text/")
            || type.startsWith("video/")
            || AUDIO_TYPES.contains(type)
            || IMAGE_TYPES.containsValue(type);
    if (!isTaken) {
      throw UnsupportedRequest.unsupported(
          "messages", "Gemini's API does not support files of the type " + mediaType);
    }
    part.putObject("inlineData").put("mimeType", type).put("data", Json.base64(data));
  }

  private static String type(String mediaType) {
    return switch (mediaType) {
      case "audio/mpeg", "audio/mpeg3", "audio/x-mpeg-3" -> "audio/mp3";
      case "audio/wave", "audio/x-wav", "audio/vnd.wave" -> "audio/wav";
      case "audio/x-aiff" -> "audio/aiff";
      case "audio/x-flac" -> "audio/flac";
      default -> mediaType;
    };
  }
}
