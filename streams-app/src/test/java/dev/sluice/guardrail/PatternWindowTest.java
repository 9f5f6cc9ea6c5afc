package dev.sluice.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Denied patterns on a text that is still being written. */
class PatternWindowTest {

  @Property(tries = 5_000)
  void shouldShowABeginningOfWhatTheWholeIsMaskedTo(
      @ForAll @Size(min = 1, max = 3) List<@From("patterns") String> patterns,
      @ForAll("texts") String text,
      @ForAll List<@IntRange(min = 0, max = 40) Integer> cuts) {
    // Given
    DeniedPatterns guardrail = guardrail(patterns, true);
    AnswerWindow window = window(guardrail);

    // When
    String shown = Chunks.shown(window, Chunks.of(text, cuts));

    // Then
    String masked = masked(guardrail, text);
    assertThat(masked).startsWith(shown);
    assertThat(shown + window.end()).isEqualTo(masked);
    assertThat(window.isBlocked()).isFalse();
  }

  @Property(tries = 2_000)
  void shouldBlockWhatTheWholeIsBlockedForAndShowNoMatch(
      @ForAll @Size(min = 1, max = 3) List<@From("patterns") String> patterns,
      @ForAll("texts") String text,
      @ForAll List<@IntRange(min = 0, max = 40) Integer> cuts) {
    // Given
    DeniedPatterns guardrail = guardrail(patterns, false);
    AnswerWindow window = window(guardrail);

    // When
    String shown = Chunks.shown(window, Chunks.of(text, cuts));

    // Then
    boolean blocks = find(guardrail, text) instanceof Finding.Blocked;
    assertThat(text).startsWith(shown);
    String rest = window.end();
    assertThat(window.isBlocked()).isEqualTo(blocks);
    assertThat(rest).isEqualTo(blocks ? "" : text.substring(shown.length()));
    int firstMatch =
        patterns.stream()
            .map(pattern -> Pattern.compile(pattern).matcher(text))
            .filter(Matcher::find)
            .mapToInt(Matcher::start)
            .min()
            .orElse(text.length());
    assertThat(shown.length()).isLessThanOrEqualTo(firstMatch);
  }

  @Property(tries = 5_000)
  void shouldKnowABoundThatNoMatchExceeds(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    // When
    OptionalInt longest = PatternLength.longest(pattern);

    // Then
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (longest.isPresent() && matcher.find()) {
      assertThat(matcher.end() - matcher.start()).isBetween(1, longest.getAsInt());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secret, 6",
    "(?i)secret, 6",
    "\\bsecret\\b, 6",
    "a|bcd|(?:ef){3}, 6",
    "colou?r, 6",
    "'[0-9]{4,8}', 16",
    "(?P<word>ab)\\.c, 4",
    "'x{1,3}?y', 4",
    "\\p{Greek}., 4",
    "[^]x[:alpha:]\\]]a, 3",
    "a{, 2"
  })
  void shouldTellTheMostCharactersOfAMatch(String pattern, int longest) {
    assertThat(PatternLength.longest(pattern)).hasValue(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a+",
        "a*b",
        "[0-9]{3,}",
        "^secret",
        "secret$",
        "\\Asecret",
        "\\Qa.b\\E",
        "a?",
        "\\b",
        "a{1000}b",
        "(?m)^x"
      })
  void shouldKnowNoBoundOfWhatHasNoneOrMayBeEmptyOrLooksAtTheEndsOfTheText(String pattern) {
    assertThat(PatternLength.longest(pattern)).isEmpty();
  }

  private static DeniedPatterns guardrail(List<String> patterns, boolean masks) {
    return new DeniedPatterns(
        patterns.stream().distinct().map(Pattern::compile).toList(), masks, "[b]", "no");
  }

  private static AnswerWindow window(DeniedPatterns guardrail) {
    AnswerWindow window = guardrail.window();
    Assume.that(window != null);
    return Objects.requireNonNull(window);
  }

  private static Finding find(DeniedPatterns guardrail, String text) {
    GuardedAnswer answer =
        new GuardedAnswer(
            new GuardedCall("resp_1", 1, "t", "p", "m"),
            List.of(new GuardedText("answer.text", "assistant", text)));
    GuardedRequest request = new GuardedRequest("acme", "default", null, "route", 1, List.of());
    return CompletableFuture.completedFuture(guardrail)
        .thenCompose(each -> each.onAnswer(request, answer))
        .join();
  }

  private static String masked(DeniedPatterns guardrail, String text) {
    return find(guardrail, text) instanceof Finding.Masked masked ? masked.texts().get(0) : text;
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aabbc -k\u212a\ud83c\udf0a").ofMaxLength(40);
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> atoms =
        Arbitraries.of(
            "a",
            "b",
            "ab",
            "c",
            ".",
            "[ab]",
            "[^a]",
            "\\b",
            "\\B",
            "(?:a|bc)",
            "(b|ba|bab)",
            "\\w",
            "(?i)k",
            "\\s",
            "\ud83c\udf0a",
            "-");
    Arbitrary<String> repeats =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just("")),
            Tuple.of(3, Arbitraries.of("?", "??", "{2}", "{1,3}", "{1,3}?", "{0,2}")),
            Tuple.of(1, Arbitraries.of("+", "*")));
    Arbitrary<String> piece =
        Combinators.combine(atoms, repeats)
            .as(
                (atom, repeat) ->
                    (Set.of("\\b", "\\B").contains(atom) ? atom : wrap(atom) + repeat));
    return piece.list().ofMinSize(1).ofMaxSize(4).map(pieces -> String.join("", pieces));
  }

  private static String wrap(String atom) {
    return "(?:" + atom + ")";
  }
}
