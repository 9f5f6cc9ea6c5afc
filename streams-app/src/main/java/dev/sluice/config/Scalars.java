package dev.sluice.config;

import dev.sluice.admission.Window;
import dev.sluice.provider.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Single values in the file's form. */
final class Scalars {
  private Scalars() {}

  /**
   * @param found the text as a message may show it
   * @throws BadValueException if the text is not a value of the type
   */
  static Object parse(Class<?> type, String text, String found) {
    try {
      return read(type, text.strip());
    } catch (BadValueException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String nearest =
          type.isEnum() && found.contains(text) ? Names.didYouMean(text, labels(type)) : "";
      throw new BadValueException("expected " + expected(type) + ", but found " + found + nearest);
    }
  }

  static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + String.join(", ", labels(type));
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double", "BigDecimal" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "Duration" -> "a time such as 500ms, 30s, 5m, 2h or 7d";
      case "Size" -> "a size such as 512KiB or 8MiB";
      case "URI" -> "a URL such as https://api.openai.com/v1";
      case "Path" -> "a path";
      default -> "a text";
    };
  }

  static void checkRange(Class<?> type, Object value, Setting rule, String found) {
    boolean tooSmall = !rule.min().isEmpty() && compare(value, read(type, rule.min())) < 0;
    boolean tooLarge = !rule.max().isEmpty() && compare(value, read(type, rule.max())) > 0;
    if (tooSmall || tooLarge) {
      throw new BadValueException("must be " + range(rule) + ", but is " + found);
    }
  }

  static String range(Setting rule) {
    if (rule.max().isEmpty()) {
      return rule.min() + " or more";
    }
    return rule.min().isEmpty() ? rule.max() + " or less" : rule.min() + " to " + rule.max();
  }

  /** Any value of the type, in place of one that could not be read. */
  static Object any(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer" -> 0;
      case "long", "Long" -> 0L;
      case "double", "Double" -> 0.0;
      case "BigDecimal" -> BigDecimal.ONE;
      case "boolean", "Boolean" -> false;
      case "Duration" -> Duration.ZERO;
      case "Size" -> new Size(0);
      case "URI" -> URI.create("http://localhost");
      case "Path" -> Path.of("");
      case "Secret" -> new Secret("");
      default -> "";
    };
  }

  /** An enum's constant in the file's spelling. */
  static String label(Object constant) {
    return constant instanceof Window window
        ? window.label()
        : constant.toString().toLowerCase(Locale.ROOT);
  }

  private static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(Scalars::label).toList();
  }

  private static Object read(Class<?> type, String text) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> label(constant).equals(text))
          .findFirst()
          .orElseThrow(IllegalArgumentException::new);
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer" -> Integer.parseInt(text);
      case "long", "Long" -> Long.parseLong(text);
      case "double", "Double" -> number(text);
      case "BigDecimal" -> decimal(text);
      case "boolean", "Boolean" -> truth(text);
      case "Duration" -> Durations.parse(text);
      case "Size" -> Size.parse(text);
      case "URI" -> url(text);
      case "Path" -> path(text);
      case "Secret" -> new Secret(notEmpty(text));
      default -> notEmpty(text);
    };
  }

  private static double number(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  /** No exponents: one could stand for a number too long to process. */
  private static BigDecimal decimal(String text) {
    if (!text.matches("[-+]?[0-9]{1,20}(\\.[0-9]{1,20})?")) {
      throw new IllegalArgumentException();
    }
    return new BigDecimal(text);
  }

  private static boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException();
    }
    return text.equals("true");
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    if (url.getRawUserInfo() != null) {
      throw new BadValueException(
          "a URL must not hold a user or password here; see docs/configuration.md");
    }
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException();
    }
    return url;
  }

  private static Path path(String text) {
    try {
      return Path.of(notEmpty(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String notEmpty(String text) {
    if (text.isEmpty()) {
      throw new BadValueException("must not be empty");
    }
    return text;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object value, Object bound) {
    return ((Comparable<Object>) value).compareTo(bound);
  }
}
