package dev.sluice.http.openai;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IDs of the items of one stream. They are those of the response at the end, which has one
 * message and one summary. Where a stream has more of them, because they were written in turns, a
 * suffix tells them apart. Confined to one stream.
 */
final class ItemIds {
  /** A name may itself end like a suffix, but it always has as many characters. */
  private static final Pattern WITH_SUFFIX =
      Pattern.compile("([a-z]+_[A-Za-z0-9_-]{51}(?:_[0-9]{1,6})?)_p[0-9]{1,6}");

  private final Map<String, Integer> parts = new HashMap<>();

  /**
   * @param id of the item at the end
   */
  String next(String id) {
    int part = parts.merge(id, 1, Integer::sum) - 1;
    return part == 0 ? id : id + "_p" + part;
  }

  /** The ID of the item that the response has at the end. */
  static String atTheEnd(String streamed) {
    Matcher matcher = WITH_SUFFIX.matcher(streamed);
    return matcher.matches() ? matcher.group(1) : streamed;
  }
}
