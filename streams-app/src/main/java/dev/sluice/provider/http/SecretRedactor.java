package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.provider.ProviderSettings;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Redacts a provider's credentials wherever the provider, or an exception, repeats them. Immutable;
 * any thread.
 */
final class SecretRedactor {
  private static final String MASK = "***";

  /** Shorter ones, such as {@code ollama} or {@code EMPTY}, are words that occur in answers. */
  private static final int SHORTEST_IN_ANSWERS = 16;

  private static final int SHORTEST_API_KEY = 4;
  private static final int SHORTEST_HEADER_VALUE = 8;

  /** The most characters for one in JSON. */
  private static final int ESCAPED = 6;

  private final List<String> spellings;

  /** The length of the longest spelling; 0 if there is none. */
  private final int longest;

  private final List<Pattern> escaped;

  private SecretRedactor(Set<String> secrets) {
    // the longest first: one secret may contain another
    Comparator<String> longestFirst =
        Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());
    Set<String> all = new TreeSet<>(longestFirst);
    secrets.forEach(secret -> all.addAll(spellings(secret)));
    this.spellings = List.copyOf(all);
    this.longest = spellings.isEmpty() ? 0 : spellings.get(0).length();
    this.escaped = secrets.stream().sorted(longestFirst).map(SecretRedactor::withEscapes).toList();
  }

  /** For everything that failures report. */
  static SecretRedactor forFailures(ProviderSettings settings) {
    return new SecretRedactor(secrets(settings, 0));
  }

  /** For answers, which placeholder credentials must not damage. */
  static SecretRedactor forAnswers(ProviderSettings settings) {
    return new SecretRedactor(secrets(settings, SHORTEST_IN_ANSWERS));
  }

  /** For what was fetched for one request. */
  static SecretRedactor of(Set<String> secrets) {
    return new SecretRedactor(secrets);
  }

  private static Set<String> secrets(ProviderSettings settings, int shortest) {
    Set<String> secrets = new TreeSet<>();
    settings.apiKeys().stream()
        .map(apiKey -> apiKey.reveal().strip())
        .filter(apiKey -> apiKey.length() >= Math.max(shortest, SHORTEST_API_KEY))
        .forEach(secrets::add);
    settings.headers().values().stream()
        .map(String::strip)
        .filter(value -> value.length() >= Math.max(shortest, SHORTEST_HEADER_VALUE))
        .forEach(secrets::add);
    return secrets;
  }

  private static List<String> spellings(String secret) {
    String json = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
    return List.of(secret, json, json.replace("/", "\\/"), URLEncoder.encode(secret, UTF_8));
  }

  /** Matches the secret with any of its characters escaped as JSON allows. */
  private static Pattern withEscapes(String secret) {
    return Pattern.compile(
        secret
            .chars()
            .mapToObj(
                c ->
                    "(?:\\\\?"
                        + Pattern.quote(Character.toString(c))
                        + String.format("|\\\\u(?i:%04x))", c))
            .collect(Collectors.joining()));
  }

  String in(String text) {
    String masked = text;
    for (String spelling : spellings) {
      masked = masked.replace(spelling, MASK);
    }
    if (masked.contains("\\u")) {
      for (Pattern pattern : escaped) {
        masked = pattern.matcher(masked).replaceAll(MASK);
      }
    }
    return masked;
  }

  boolean isEmpty() {
    return spellings.isEmpty();
  }

  /**
   * How much of a text is certain, whatever follows: no secret begins before there and ends after
   * it.
   */
  int certain(String text) {
    // any character may be written with six
    boolean mayHaveEscapes =
        text.indexOf('\\', Math.max(0, text.length() - ESCAPED * longest)) >= 0;
    int end =
        mayHaveEscapes ? Math.max(0, text.length() - ESCAPED * longest + 1) : beginOfSpelling(text);
    int before;
    do {
      before = end;
      end = withWholeSecret(text, before);
    } while (end > before);
    return end;
  }

  /** Where the end of the text may be the beginning of a secret; its length if nowhere. */
  private int beginOfSpelling(String text) {
    int at = Math.max(0, text.length() - longest + 1);
    while (at < text.length() && !mayBegin(text, at)) {
      at++;
    }
    return at;
  }

  private boolean mayBegin(String text, int at) {
    int length = text.length() - at;
    return spellings.stream()
        .anyMatch(
            spelling -> spelling.length() > length && spelling.regionMatches(0, text, at, length));
  }

  /** The index, or the end of a whole secret around it. */
  private int withWholeSecret(String text, int index) {
    for (String spelling : spellings) {
      int first = Math.max(0, index - spelling.length() + 1);
      int at = text.indexOf(spelling, first);
      if (at >= 0 && at < index) {
        return at + spelling.length();
      }
    }
    for (Pattern pattern : text.contains("\\u") ? escaped : List.<Pattern>of()) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find() && matcher.start() < index) {
        if (matcher.end() > index) {
          return matcher.end();
        }
      }
    }
    return index;
  }

  Map<String, List<String>> in(Map<String, List<String>> headers) {
    Map<String, List<String>> masked = new TreeMap<>();
    headers.forEach(
        (name, values) -> {
          List<String> maskedValues = new ArrayList<>();
          values.forEach(value -> maskedValues.add(in(value)));
          masked.put(name, maskedValues);
        });
    return masked;
  }
}
