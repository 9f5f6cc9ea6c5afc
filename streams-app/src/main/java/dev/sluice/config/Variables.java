package dev.sluice.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inserts the environment's variables into a text that names them like a shell does, in braces and
 * possibly with a default after {@code :-}; a doubled dollar sign stands for a literal one. A
 * variable that is set to nothing counts as not set.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{([^}]*)}?");

  private final Map<String, String> environment;

  Variables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static boolean areIn(String text) {
    return text.contains("${");
  }

  /**
   * @throws BadValueException if a variable is not set and has no default, or a reference is
   *     malformed
   */
  String resolve(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.replaceAll(match -> Matcher.quoteReplacement(value(matcher)));
  }

  private String value(Matcher reference) {
    if (reference.group(1) != null) {
      return reference.group(1);
    }
    String name = reference.group(2);
    if (name == null) {
      throw new BadValueException(
          "'${' names no environment variable; write ${NAME} or ${NAME:-default}, or $${ for the"
              + " characters themselves");
    }
    String value = environment.getOrDefault(name, "");
    String fallback = reference.group(3);
    if (value.isEmpty() && fallback == null) {
      throw new BadValueException("the environment variable " + name + " is not set");
    }
    return value.isEmpty() && fallback != null ? fallback : value;
  }
}
