package dev.sluice.provider.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules that one provider's errors are classified by, in order: the operator's own, those of
 * vendors, the general ones. The first that matches decides. Immutable; any thread.
 */
public final class ErrorRules {
  private static final String FILE = "error-rules.yaml";
  private static final ErrorRules BUILT_IN = new ErrorRules(read());

  private final List<ErrorRule> rules;

  private ErrorRules(List<ErrorRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Those that come with a release. */
  public static ErrorRules builtIn() {
    return BUILT_IN;
  }

  /** With the operator's own before these. */
  public ErrorRules after(List<ErrorRule> own) {
    List<ErrorRule> all = new ArrayList<>(own);
    all.addAll(rules);
    return own.isEmpty() ? this : new ErrorRules(all);
  }

  List<ErrorRule> all() {
    return rules;
  }

  ErrorRules without(ErrorRule rule) {
    return new ErrorRules(rules.stream().filter(each -> each != rule).toList());
  }

  /** The rule that decides; null if none matches. */
  @Nullable ErrorRule first(int status, SearchedError error, Predicate<ErrorRule.Condition> holds) {
    for (ErrorRule rule : rules) {
      if (rule.matches(status, error, holds)) {
        return rule;
      }
    }
    return null;
  }

  private static List<ErrorRule> read() {
    try (InputStream in = ErrorRules.class.getResourceAsStream(FILE)) {
      byte[] yaml = Objects.requireNonNull(in, FILE).readAllBytes();
      return read(new String(yaml, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rules of all tables in a file, in its order.
   *
   * @throws IllegalArgumentException if one can't work; the message says which, and why
   */
  static List<ErrorRule> read(String yaml) {
    Map<String, List<WrittenRule>> tables;
    try {
      tables =
          new YAMLMapper()
              .readValue(yaml, new TypeReference<LinkedHashMap<String, List<WrittenRule>>>() {});
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException(FILE + " can't be read: " + bad.getMessage(), bad);
    }
    List<ErrorRule> rules = new ArrayList<>();
    tables.forEach(
        (table, written) -> {
          for (int i = 0; i < written.size(); i++) {
            try {
              rules.add(ErrorRule.of(written.get(i)));
            } catch (IllegalArgumentException bad) {
              throw new IllegalArgumentException(
                  "%s: rule %d of %s %s".formatted(FILE, i + 1, table, bad.getMessage()), bad);
            }
          }
        });
    return rules;
  }
}
