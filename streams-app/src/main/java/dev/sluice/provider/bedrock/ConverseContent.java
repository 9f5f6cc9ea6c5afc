package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.json.Json;
import dev.sluice.provider.http.DataUrl;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts parts of messages to Converse's content blocks. Pure. */
final class ConverseContent {
  private static final Set<String> IMAGES = Set.of("png", "jpeg", "gif", "webp");

  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "application/pdf", "pdf",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "text/html", "html",
          "text/plain", "txt",
          "text/markdown", "md");

  /** What a document's name may not contain. */
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9\\-()\\[\\] ]+");

  private static final int LONGEST_NAME = 200;

  private ConverseContent() {}

  /**
   * @throws dev.sluice.failure.FailureException if the API does not take parts of that kind
   */
  static ArrayNode of(List<ContentPart> parts) {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.Text text) {
        text(blocks, text.text());
      } else if (part instanceof ContentPart.Refusal refusal) {
        text(blocks, refusal.text());
      } else if (part instanceof ContentPart.Image image) {
        image(blocks.addObject().putObject("image"), image.url());
      } else if (part instanceof ContentPart.File file) {
        document(blocks.addObject().putObject("document"), file);
      } else {
        throw UnsupportedRequest.unsupported("messages", "Converse's codec sends no audio");
      }
      cachePoint(blocks, part.cacheTtl());
    }
    return blocks;
  }

  /** It refuses blank texts, which clients of other APIs send. */
  static void text(ArrayNode blocks, String text) {
    if (!text.isBlank()) {
      blocks.addObject().put("text", text);
    }
  }

  /** Five minutes is what it keeps without a time, which models that know no other time take. */
  private static void cachePoint(ArrayNode blocks, @Nullable CacheTtl ttl) {
    if (ttl == null || blocks.isEmpty()) {
      return;
    }
    ObjectNode point = blocks.addObject().putObject("cachePoint").put("type", "default");
    if (ttl == CacheTtl.ONE_HOUR) {
      point.put("ttl", ttl.text());
    }
  }

  private static void image(ObjectNode image, String url) {
    ObjectNode source = image.putObject("source");
    String format;
    if (url.startsWith("s3://")) {
      // the bucket would be read with the gateway's rights
      throw UnsupportedRequest.unsupported("messages", "an image may not be in a bucket");
    }
    if (!url.regionMatches(true, 0, "data:", 0, 5)) {
      throw UnsupportedRequest.unsupported(
          "messages", "Converse takes images as data URLs only, and fetches none");
    }
    DataUrl data = DataUrl.of(url);
    format = data.mediaType().substring(data.mediaType().indexOf('/') + 1);
    if (!IMAGES.contains(format)) {
      throw UnsupportedRequest.unsupported(
          "messages", "Converse takes images of the types png, jpeg, gif and webp only");
    }
    image.put("format", format);
    source.put("bytes", data.base64());
  }

  private static void document(ObjectNode document, ContentPart.File file) {
    String format = DOCUMENTS.get(file.mediaType().toLowerCase(Locale.ROOT));
    if (format == null) {
      throw UnsupportedRequest.unsupported(
          "messages", "Converse takes no files of the type " + file.mediaType());
    }
    document.put("format", format).put("name", name(file.fileName()));
    document.putObject("source").put("bytes", Json.base64(file.data()));
  }

  /** Without the extension, whose dot is not allowed; not more than one space in a row. */
  static String name(@Nullable String fileName) {
    String given = fileName == null ? "" : fileName.replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
    String safe = NOT_IN_NAMES.matcher(given).replaceAll(" ").replaceAll(" +", " ").strip();
    String most = safe.substring(0, Math.min(safe.length(), LONGEST_NAME)).strip();
    return most.isEmpty() ? "document" : most;
  }
}
