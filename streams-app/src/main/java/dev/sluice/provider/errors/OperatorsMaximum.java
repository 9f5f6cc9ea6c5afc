package dev.sluice.provider.errors;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A maximum of output tokens that the request did not name.
 *
 * @param sent what the settings chose in its place; null where nothing was sent
 */
public record OperatorsMaximum(@Nullable Integer sent) {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{1,3}(?:,\\d{3})+|\\d{1,9}");

  /** Whether an error is about that number, as far as it names any. */
  boolean isIn(List<String> texts) {
    boolean names = false;
    for (String text : texts) {
      Matcher number = NUMBER.matcher(text);
      while (number.find()) {
        names = true;
        if (sent != null && Integer.parseInt(number.group().replace(",", "")) == sent) {
          return true;
        }
      }
    }
    return !names;
  }
}
