package dev.sluice.provider.http;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and phrases by which vendors tell one kind of error. Pure.
 *
 * @param names codes and types
 * @param phrases what messages say, in whatever case
 */
record Words(Set<String> names, Pattern phrases) {
  /** The most characters of a message that are searched. */
  private static final int SEARCHED = 4096;

  /** A path that some servers put before their messages. */
  private static final Pattern PATH = Pattern.compile("\\s*(?:/\\S+: )?");

  /**
   * @param phrases regular expressions
   */
  static Words of(Set<String> names, String... phrases) {
    String any = phrases.length == 0 ? "(?!)" : String.join("|", Arrays.asList(phrases));
    return new Words(names, Pattern.compile("(?:" + any + ")", Pattern.CASE_INSENSITIVE));
  }

  /** Whether the error has one of the names, or one of the phrases anywhere. */
  boolean in(ProviderError error) {
    return error.hasAny(names) || phrases.matcher(searched(error)).find();
  }

  /**
   * Whether the error has one of the names, or begins with one of the phrases. A phrase that comes
   * later may be a quotation of what the request said.
   */
  boolean leads(ProviderError error) {
    if (error.hasAny(names)) {
      return true;
    }
    String message = searched(error);
    Matcher path = PATH.matcher(message);
    int begin = path.lookingAt() ? path.end() : 0;
    return phrases.matcher(message).region(begin, message.length()).lookingAt();
  }

  private static String searched(ProviderError error) {
    String message = error.message() == null ? "" : error.message();
    return message.length() > SEARCHED ? message.substring(0, SEARCHED) : message;
  }
}
