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

/** What holds for masking whatever the text. */
class PersonalDataPropertyTest {
  private static final List<String> DATA =
      List.of(
          "jo@mail.example.org",
          "+49 30 901820",
          "212-555-0123",
          "4111 1111 1111 1111",
          "DE89 3704 0044 0532 0130 00",
          "536-22-8145",
          "10.0.0.1",
          "2001:db8::1");

  @Property
  void shouldFindNothingInWhatItHasMasked(
      @ForAll("texts") String text, @ForAll Set<EntityType> types) {
    // When
    String masked = PersonalData.mask(text, types, counts());

    // Then
    Map<EntityType, Integer> again = counts();
    PersonalData.count(masked, types, again);
    assertThat(again).isEmpty();
    assertThat(PersonalData.mask(masked, types, counts())).isEqualTo(masked);
  }

  @Property
  void shouldChangeNothingWhereItFindsNothing(
      @ForAll("texts") String text, @ForAll Set<EntityType> types) {
    // When
    Map<EntityType, Integer> found = counts();
    String masked = PersonalData.mask(text, types, found);

    // Then
    assertThat(masked.equals(text)).isEqualTo(found.isEmpty());
    long placeholders = found.values().stream().mapToLong(Integer::longValue).sum();
    assertThat(masked.length()).isLessThanOrEqualTo(text.length() + (int) placeholders * 15);
  }

  @Property
  void shouldLeaveNothingOfWhatStandsBetweenWords(
      @ForAll("words") String before, @ForAll("data") String data, @ForAll("words") String after) {
    // When
    Map<EntityType, Integer> found = counts();
    String text = before + " " + data + " " + after;
    String masked = PersonalData.mask(text, EnumSet.allOf(EntityType.class), found);

    // Then
    assertThat(found).hasSize(1).containsValue(1);
    assertThat(masked).doesNotContain(data).startsWith(before + " [").endsWith("] " + after);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> noise =
        Arbitraries.strings().withChars("ab1 24+-.:@()[]/0é").ofMinLength(0).ofMaxLength(12);
    return Arbitraries.oneOf(noise, Arbitraries.of(DATA), Arbitraries.strings().ofMaxLength(6))
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> data() {
    return Arbitraries.of(DATA);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(12);
  }

  private static Map<EntityType, Integer> counts() {
    return new EnumMap<>(EntityType.class);
  }
}
