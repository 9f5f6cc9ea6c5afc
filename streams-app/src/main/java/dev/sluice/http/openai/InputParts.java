package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts the content of input items and of chat messages to parts of messages. Their types have
 * different names where their forms differ. Pure; any thread.
 */
final class InputParts {
  private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,");
  private static final String DEFAULT_TTL = "5m";
  private static final Set<String> TTLS = Set.of(DEFAULT_TTL, "1h");
  private static final String ANY_FILE = "application/octet-stream";

  private InputParts() {}

  /** Sets the message's text or parts from the item's field. */
  static void put(Message.Builder message, Fields item, String field) throws BadParameter {
    JsonNode content = item.value(field);
    if (content == null) {
      throw BadParameter.missing(item.param(field));
    }
    if (content.isTextual()) {
      String ttl = cacheTtl(item);
      if (ttl == null) {
        message.setText(content.textValue());
      } else {
        message.setParts(
            List.of(
                of(ContentPartType.TEXT).setText(content.textValue()).setCacheTtl(ttl).build()));
      }
      return;
    }
    if (!content.isArray()) {
      throw item.wrong(field, "a string or an array of content parts");
    }
    List<ContentPart> parts = new ArrayList<>();
    for (int i = 0; i < content.size(); i++) {
      parts.add(part(Fields.of(content.get(i), item.param(field) + "[" + i + "]")));
    }
    message.setParts(parts);
  }

  private static ContentPart part(Fields part) throws BadParameter {
    String type = part.requiredText("type");
    return switch (type) {
      case "input_text", "output_text", "text" ->
          of(ContentPartType.TEXT)
              .setText(part.requiredText("text"))
              .setCacheTtl(cacheTtl(part))
              .build();
      case "refusal" -> of(ContentPartType.REFUSAL).setText(part.requiredText("refusal")).build();
      case "input_image" -> {
        refuseReference(part, "file_id");
        yield of(ContentPartType.IMAGE_URL)
            .setUrl(part.requiredText("image_url"))
            .setDetail(part.text("detail"))
            .setCacheTtl(cacheTtl(part))
            .build();
      }
      case "image_url" -> {
        Fields image = part.object("image_url");
        yield of(ContentPartType.IMAGE_URL)
            .setUrl(image.requiredText("url"))
            .setDetail(image.text("detail"))
            .setCacheTtl(cacheTtl(part))
            .build();
      }
      case "input_file" -> file(part, part);
      case "file" -> file(part.object("file"), part);
      case "input_audio" -> {
        Fields audio = part.object("input_audio");
        yield of(ContentPartType.AUDIO)
            .setData(base64(audio, "data", audio.requiredText("data")))
            .setMediaType("audio/" + audio.requiredText("format"))
            .build();
      }
      default ->
          throw BadParameter.unsupported(
              part.param("type"), "Content parts of type '" + type + "' are not supported.");
    };
  }

  /**
   * @param file what the part says of it
   */
  private static ContentPart file(Fields file, Fields part) throws BadParameter {
    refuseReference(file, "file_id");
    refuseReference(file, "file_url");
    String data = file.requiredText("file_data");
    Matcher url = DATA_URL.matcher(data);
    boolean isUrl = url.lookingAt();
    return of(ContentPartType.FILE)
        .setData(base64(file, "file_data", isUrl ? data.substring(url.end()) : data))
        .setMediaType(isUrl ? url.group(1) : mediaType(file.text("filename")))
        .setFileName(file.text("filename"))
        .setCacheTtl(cacheTtl(part))
        .build();
  }

  /** A cache marker in Anthropic's form, which OpenRouter and LiteLLM took over. */
  private static @Nullable String cacheTtl(Fields part) throws BadParameter {
    JsonNode value = part.value("cache_control");
    if (value == null) {
      return null;
    }
    Fields control = Fields.of(value, part.param("cache_control"));
    if (!control.requiredText("type").equals("ephemeral")) {
      throw BadParameter.invalid(control.param("type"), "Expected ephemeral.");
    }
    String ttl = control.has("ttl") ? control.requiredText("ttl") : DEFAULT_TTL;
    if (!TTLS.contains(ttl)) {
      throw BadParameter.invalid(control.param("ttl"), "Expected 5m or 1h.");
    }
    return ttl;
  }

  private static String mediaType(@Nullable String fileName) {
    return fileName != null && fileName.toLowerCase(Locale.ROOT).endsWith(".pdf")
        ? "application/pdf"
        : ANY_FILE;
  }

  /** Files are stored at the provider, in the operator's account. */
  private static void refuseReference(Fields part, String name) throws BadParameter {
    if (part.has(name)) {
      throw BadParameter.unsupported(
          part.param(name), "'" + name + "' is not supported: send the content itself.");
    }
  }

  private static ByteBuffer base64(Fields part, String name, String text) throws BadParameter {
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      throw part.wrong(name, "Base64");
    }
  }

  private static ContentPart.Builder of(ContentPartType type) {
    return ContentPart.newBuilder().setType(type);
  }
}
