package dev.sluice.provider.errors;

import static dev.sluice.failure.FailureType.AUTHENTICATION;
import static dev.sluice.failure.FailureType.CONTEXT_WINDOW_EXCEEDED;
import static dev.sluice.failure.FailureType.NOT_FOUND;
import static dev.sluice.failure.FailureType.PERMISSION;
import static dev.sluice.failure.FailureType.QUOTA_EXHAUSTED;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table: which errors it is about, and what they are. It applies to an error that has
 * its status, one of its names, beginnings or phrases, and all else that it asks for. Patterns are
 * RE2, whose time is linear in a text's length: vendors and clients write the texts. Immutable.
 */
public final class ErrorRule {
  private static final String FIELD = "field";

  /** What errors about the credential or the target name as their parameter. */
  private static final Set<String> NO_FIELDS =
      Set.of("api_key", "key", "model", "queue", "quota", "None", "null");

  /** Where errors about the prompt's size point. */
  private static final Pattern PROMPT =
      Pattern.compile(
          "(?i)(?:messages|input|inputs|prompt|contents?|input_ids|text|model|input_tokens"
              + "|(?:parameters\\.)?max_(?:completion_|output_|new_)?tokens)"
              + "(?:\\[\\d+\\]|\\.\\d+)?(?:\\.content.*)?");

  /** Those of which a field of the request is no evidence, whatever the words with it. */
  private static final Set<FailureType> NOT_ABOUT_FIELDS =
      EnumSet.of(AUTHENTICATION, PERMISSION, NOT_FOUND, QUOTA_EXHAUSTED);

  /** What must be known beside the error. */
  public enum Condition {
    /** Neither the error nor its headers name a wait. */
    NO_WAIT
  }

  private final List<String> status;
  private final Set<String> names;
  private final List<Pattern> namesLike;
  private final List<Pattern> begins;
  private final List<Pattern> says;
  private final List<Pattern> params;
  private final List<Pattern> unless;
  private final Set<Condition> when;
  private final boolean ofOutputMaximum;
  private final FailureType failure;
  private final Evidence evidence;

  private ErrorRule(WrittenRule written) {
    this.status = statuses(texts(written.status()));
    this.names = Set.copyOf(texts(written.names()));
    this.namesLike =
        names.stream().filter(each -> each.contains("*")).map(ErrorRule::like).toList();
    this.begins = patterns("begins", texts(written.begins()));
    this.says = patterns("says", texts(written.says()));
    this.params = patterns("param", texts(written.param()));
    this.unless = patterns("unless", texts(written.unless()));
    this.when = EnumSet.noneOf(Condition.class);
    texts(written.when()).forEach(each -> when.add(condition(each)));
    check(
        !names.isEmpty() || !begins.isEmpty() || !says.isEmpty() || !params.isEmpty(),
        "needs names, begins, says or param: without one it would take every error of its status");
    this.ofOutputMaximum = written.concerns() != null;
    check(
        written.concerns() == null || written.concerns().equals("output_maximum"),
        "concerns " + written.concerns() + "; it can concern output_maximum");
    this.failure = type(written.failure());
    this.evidence =
        written.about() == null ? Evidence.of(failure) : Evidence.named(written.about());
  }

  /**
   * @throws IllegalArgumentException if it can't work; the message says why
   */
  public static ErrorRule of(WrittenRule written) {
    return new ErrorRule(written);
  }

  FailureType failure() {
    return failure;
  }

  Evidence evidence() {
    return evidence;
  }

  /** Whether it tells that the most output tokens are too many for the model. */
  boolean isOfOutputMaximum() {
    return ofOutputMaximum;
  }

  /** Whether it is this error. */
  boolean matches(int replyStatus, SearchedError error, Predicate<Condition> holds) {
    return isOf(replyStatus)
        && isInPlace(error.param())
        && (isNamed(error)
            || error.begins().stream().anyMatch(text -> leads(begins, text))
            || error.texts().stream().anyMatch(text -> finds(says, text))
            || (names.isEmpty() && begins.isEmpty() && says.isEmpty()))
        && error.texts().stream().noneMatch(text -> finds(unless, text))
        && when.stream().allMatch(holds);
  }

  private boolean isOf(int replyStatus) {
    String text = String.valueOf(replyStatus);
    return status.stream()
        .anyMatch(
            each -> each.equals(text) || (each.endsWith("xx") && each.charAt(0) == text.charAt(0)));
  }

  private boolean isNamed(SearchedError error) {
    return error.hasAny(names)
        || (!namesLike.isEmpty()
            && error.names().stream()
                .anyMatch(
                    name -> namesLike.stream().anyMatch(each -> each.matcher(name).matches())));
  }

  private static Pattern like(String name) {
    return Pattern.compile(
        Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  private boolean isInPlace(@Nullable String param) {
    if (!params.isEmpty()) {
      return param != null && params.stream().anyMatch(each -> each.matcher(param).matches());
    }
    if (failure == CONTEXT_WINDOW_EXCEEDED) {
      return param == null || PROMPT.matcher(param).matches();
    }
    return !isAboutAField(param) || !NOT_ABOUT_FIELDS.contains(failure);
  }

  /** Whether that is a field of the request: then the error's words may be the request's own. */
  static boolean isAboutAField(@Nullable String param) {
    return param != null && !NO_FIELDS.contains(param);
  }

  /** The request's field that the error names in its words; null if the rule does not find one. */
  @Nullable String fieldIn(SearchedError error) {
    for (String text : error.begins()) {
      for (Pattern pattern : begins) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.lookingAt() && hasField(pattern)) {
          return matcher.group(FIELD);
        }
      }
      for (Pattern pattern : says) {
        Matcher matcher = pattern.matcher(text);
        if (hasField(pattern) && matcher.find()) {
          return matcher.group(FIELD);
        }
      }
    }
    return null;
  }

  /** Its failure and its first words. */
  @Override
  public String toString() {
    return String.join("/", failure.path())
        + " "
        + (names.isEmpty() ? (begins.isEmpty() ? says : begins) : names);
  }

  private static boolean hasField(Pattern pattern) {
    return pattern.namedGroups().containsKey(FIELD);
  }

  private static boolean leads(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(each -> each.matcher(text).lookingAt());
  }

  private static boolean finds(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(each -> each.matcher(text).find());
  }

  private static List<String> texts(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts;
  }

  private static List<String> statuses(List<String> written) {
    written.forEach(
        each ->
            check(
                each.matches("[45](?:\\d\\d|xx)"),
                "has the status " + each + "; it needs one such as 400, 4xx or 5xx"));
    return written.isEmpty() ? List.of("4xx") : written;
  }

  private static List<Pattern> patterns(String setting, List<String> written) {
    List<Pattern> patterns = new ArrayList<>();
    for (String each : written) {
      try {
        Pattern pattern = Pattern.compile(each, Pattern.CASE_INSENSITIVE);
        check(
            !pattern.matcher("").find(),
            setting + " has an expression that matches an empty text: " + each);
        patterns.add(pattern);
      } catch (PatternSyntaxException bad) {
        throw new IllegalArgumentException(
            setting + " has no RE2 expression: " + bad.getDescription() + " in " + each, bad);
      }
    }
    return List.copyOf(patterns);
  }

  private static Condition condition(String name) {
    return Arrays.stream(Condition.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("has an unknown condition: " + name));
  }

  private static FailureType type(@Nullable String path) {
    check(path != null, "needs a failure, such as caller/context_window_exceeded");
    return Arrays.stream(FailureType.values())
        .filter(each -> each.path().equals(Arrays.asList(String.valueOf(path).split("/", -1))))
        .filter(each -> each.isA(FailureType.PROVIDER) || each.isA(FailureType.CALLER))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "has the failure "
                        + path
                        + "; it needs one below caller or provider, as docs/failures.md lists them"));
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }
}
