package dev.sluice.provider.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A base64 data URL (RFC 2397), as chat completions carry images.
 *
 * @param mediaType in lower case; empty if it names none
 */
public record DataUrl(String mediaType, String base64) {
  // only its beginning is examined: it may have megabytes
  private static final Pattern BEGIN =
      Pattern.compile("data:([^;,]{0,100})(?:;[^,]{0,100})?;base64,", Pattern.CASE_INSENSITIVE);

  /**
   * @throws dev.sluice.failure.FailureException if the URL has another form
   */
  public static DataUrl of(String url) {
    Matcher begin = BEGIN.matcher(url);
    if (!begin.lookingAt()) {
      throw UnsupportedRequest.unsupported(
          "messages", "an image's data URL is not of the form data:image/png;base64,...");
    }
    String mediaType = begin.group(1).toLowerCase(Locale.ROOT);
    return new DataUrl(
        mediaType.equals("image/jpg") ? "image/jpeg" : mediaType, url.substring(begin.end()));
  }
}
