package dev.sluice.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of a text that is still being written, whatever follows. */
class PersonalDataWindowTest {
  private static final Set<EntityType> ALL = EnumSet.allOf(EntityType.class);
  private static final List<String> DATA =
      List.of(
          "jo@mail.example.org",
          "+49 30 901820",
          "+ (49) 30 90 18 20",
          "0049-30-901820",
          "212-555-0123",
          "(212) 555 0123",
          "4111 1111 1111 1111",
          "DE89 3704 0044 0532 0130 00",
          "GB29 NWBK 6016 1331 9268 19",
          "536-22-8145",
          "10.0.0.1",
          "2001:db8::1",
          "address:2001:db8::1");

  @Property(tries = 5_000)
  void shouldShowABeginningOfWhatTheWholeIsMaskedTo(
      @ForAll("texts") String text,
      @ForAll Set<EntityType> types,
      @ForAll List<@IntRange(min = 0, max = 300) Integer> cuts) {
    // Given
    AnswerWindow window = new PersonalDataWindow(Set.of(), types);

    // When
    String shown = Chunks.shown(window, Chunks.of(text, cuts));

    // Then
    String masked = PersonalData.mask(text, types, new EnumMap<>(EntityType.class));
    assertThat(masked).startsWith(shown);
    assertThat(shown + window.end()).isEqualTo(masked);
  }

  @Property(tries = 2_000)
  void shouldBlockWhatTheWholeIsBlockedForAndShowNothingOfThat(
      @ForAll("texts") String text,
      @ForAll Set<EntityType> types,
      @ForAll List<@IntRange(min = 0, max = 300) Integer> cuts) {
    // Given
    AnswerWindow window = new PersonalDataWindow(types, Set.of());

    // When
    String shown = Chunks.shown(window, Chunks.of(text, cuts));

    // Then
    Map<EntityType, Integer> before = new EnumMap<>(EntityType.class);
    PersonalData.count(shown, types, before);
    assertThat(before).isEmpty();
    assertThat(text).startsWith(shown);
    String rest = window.end();
    Map<EntityType, Integer> all = new EnumMap<>(EntityType.class);
    PersonalData.count(text, types, all);
    assertThat(window.isBlocked()).isEqualTo(!all.isEmpty());
    assertThat(rest).isEqualTo(all.isEmpty() ? text.substring(shown.length()) : "");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "The quick brown fox|The quick brown ",
        "It costs 42 euros and|It costs 42 euros ",
        "Call 212-555-01|Call ",
        "Call 212-555-0123, or|Call [PHONE_NUMBER], ",
        "DE89 3704 0044|",
        "one, two, 3|one, two, ",
        "Write to jo@mail.exam|Write to ",
        "of the year 2026. The|of the year 2026. "
      },
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false)
  void shouldShowProseAWordLate(String text, String shown) {
    // When
    String now = new PersonalDataWindow(Set.of(), ALL).add(text);

    // Then
    assertThat(now).isEqualTo(shown == null ? "" : shown);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "of the year 2026. |The|of the year 2026. ",
        "call +49 |30 901820 |call ",
        "call +49 30 |(901820) |call ",
        "call +49 30. |-901820 |call ",
        "DE89 3704 |Xb|"
      },
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false)
  void shouldShowTheEndOfANumberOnceAWordFollows(String first, String next, String shown) {
    // Given
    AnswerWindow window = new PersonalDataWindow(Set.of(), ALL);
    String before = window.add(first);

    // When
    String after = window.add(next);

    // Then
    assertThat(before + after).isEqualTo(shown == null ? "" : shown);
  }

  @Test
  void shouldShowNothingMoreOnceItBlocks() {
    // Given
    AnswerWindow window = new PersonalDataWindow(ALL, Set.of());
    String before = window.add("Dear Jo, write to jo@mail.example, ");

    // When
    String after = window.add("or don't. Not at all.\n");

    // Then
    assertThat(before).isEmpty();
    assertThat(after + window.end()).isEmpty();
    assertThat(window.isBlocked()).isTrue();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> noise =
        Arbitraries.strings().withChars("ab1 24+-.:@()[]/0é,\n½").ofMinLength(0).ofMaxLength(12);
    return Arbitraries.oneOf(
            noise,
            Arbitraries.of(DATA),
            Arbitraries.of(" ", "  ", ". ", ", ", "\n", "and ", " to "),
            Arbitraries.strings().ofMaxLength(6))
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }
}
