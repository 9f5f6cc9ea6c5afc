package dev.sluice.http;

import dev.sluice.http.openai.BadParameter;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The JSON body of a request, as it was sent or by gzip. On the handler's thread. */
final class RequestBody {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String CONTENT_ENCODING = "Content-Encoding";

  /** What curl's -d and plain fetch say of any text, so of JSON too. */
  private static final Set<String> ANY_TEXT =
      Set.of("text/plain", "application/x-www-form-urlencoded");

  private static final Pattern JSON = Pattern.compile("application/(?:[\\w.-]+\\+)?json|text/json");
  private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)");

  /** In which JSON is told by its first bytes, or that are a part of one of these. */
  private static final Pattern UNICODE =
      Pattern.compile("utf-?8|utf-?16(?:le|be)?|utf-?32(?:le|be)?|us-ascii");

  private RequestBody() {}

  /**
   * @param max the most bytes, also of what gzip inflates to, of which no more is inflated
   * @throws BadParameter with 415 if the body is of a type that can't be read, with 400 if it is
   *     not what it says
   * @throws ContentTooLargeResponse if it is larger
   */
  static byte[] read(Context ctx, long max) throws BadParameter, IOException {
    checkType(ctx);
    String encoding = lower(ctx.header(CONTENT_ENCODING));
    return switch (encoding) {
      case "", "identity" -> ctx.bodyAsBytes();
      case "gzip", "x-gzip" -> inflated(ctx.bodyInputStream(), max);
      default -> {
        ctx.header("Accept-Encoding", "gzip");
        throw BadParameter.unreadable(
            CONTENT_ENCODING,
            "The body has an encoding that is not supported. Send it as it is, or by gzip.");
      }
    };
  }

  private static void checkType(Context ctx) throws BadParameter {
    String type = lower(ctx.header(CONTENT_TYPE));
    String media = type.replaceFirst(";.*", "").strip();
    Matcher charset = CHARSET.matcher(type);
    boolean unicode = !charset.find() || UNICODE.matcher(charset.group(1)).matches();
    boolean readable = media.isEmpty() || ANY_TEXT.contains(media) || JSON.matcher(media).matches();
    if (!readable || !unicode) {
      ctx.header("Accept", "application/json");
      throw BadParameter.unreadable(
          CONTENT_TYPE, "The body must be JSON in UTF-8: send 'Content-Type: application/json'.");
    }
  }

  private static byte[] inflated(InputStream body, long max) throws BadParameter, IOException {
    try (GZIPInputStream inflating = new GZIPInputStream(body)) {
      int most = (int) Math.min(max, Integer.MAX_VALUE - 1);
      byte[] inflated = inflating.readNBytes(most);
      if (inflating.read() >= 0) {
        throw new ContentTooLargeResponse();
      }
      return inflated;
    } catch (ZipException | EOFException notGzip) {
      throw BadParameter.invalid(CONTENT_ENCODING, "The body is not gzip, or ends too early.");
    }
  }

  private static String lower(@Nullable String header) {
    return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
  }
}
