package dev.sluice.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names in the file's spelling. */
final class Names {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private Names() {}

  /** Converts {@code maxInFlight} to {@code max_in_flight}. */
  static String inFile(String javaName) {
    return HUMP.matcher(javaName).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /** Null for null: no list differs from an empty one. */
  static @Nullable List<String> sorted(@Nullable Collection<String> names) {
    return names == null ? null : names.stream().sorted().toList();
  }

  /** The known name that was probably meant, as the end of a message; empty if none is close. */
  static String didYouMean(String name, Collection<String> known) {
    Optional<String> nearest =
        known.stream().min((a, b) -> Integer.compare(distance(name, a), distance(name, b)));
    return nearest
        .filter(
            near -> distance(name, near) <= Math.max(1, Math.max(name.length(), near.length()) / 3))
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("");
  }

  /** The edit distance: insert, delete, replace, swap neighbors. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  /** Reports a name that is not a known one. */
  static void reference(
      ConfigErrors report, String name, Collection<String> known, String what, SettingPath at) {
    report.check(
        known.contains(name),
        "there is no " + what + " '" + name + "'" + didYouMean(name, known),
        at);
  }

  /** Reports a name that occurs twice in a list. */
  static void noRepeats(ConfigErrors report, List<String> names, SettingPath list) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      boolean repeated = first.putIfAbsent(names.get(i), i) != null;
      report.check(!repeated, "'" + names.get(i) + "' is listed twice", list.item(i));
    }
  }
}
