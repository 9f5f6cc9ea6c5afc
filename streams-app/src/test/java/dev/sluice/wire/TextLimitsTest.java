package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitsTest {
  private static final String EMOJI = "\uD83D\uDE00";

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "bad \uFFFD key"})
  void shouldTakeNoSuchKeyForATenant(String key) {
    // When
    String tenant = TextLimits.tenant(key);

    // Then
    assertThat(tenant).isNull();
    assertThat(TextLimits.tenantProblem(key)).isPresent();
  }

  @Test
  void shouldCountCharactersAndNotTheirBytes() {
    // When
    boolean longest = TextLimits.isName(EMOJI.repeat(256));
    boolean longer = TextLimits.isName(EMOJI.repeat(257));

    // Then
    assertThat(longest).isTrue();
    assertThat(longer).isFalse();
    assertThat(TextLimits.tenant("a".repeat(256))).isNotNull();
    assertThat(TextLimits.tenant("a".repeat(257))).isNull();
  }

  @Test
  void shouldKeepNoMetadataWhenAnyOfThemIsTooLong() {
    // When
    Map<String, String> kept = TextLimits.metadataOrNone(Map.of("a", "b", "c", "d".repeat(513)));

    // Then
    assertThat(kept).isEmpty();
    assertThat(TextLimits.metadataOrNone(Map.of("a", "b"))).containsEntry("a", "b");
  }

  @Property(tries = 500)
  void shouldCutATextToItsBeginningAndLeaveNoHalfOfACharacter(
      @ForAll @StringLength(max = 40) String text, @ForAll @IntRange(min = 2, max = 40) int most) {
    // When
    String beginning = TextLimits.beginning(text, most);

    // Then
    assertThat(beginning.length()).isLessThanOrEqualTo(Math.max(most, 0));
    if (text.length() > most) {
      String kept = beginning.substring(0, beginning.length() - 1);
      assertThat(text).startsWith(kept);
      boolean halved =
          !kept.isEmpty()
              && Character.isHighSurrogate(kept.charAt(kept.length() - 1))
              && Character.isLowSurrogate(text.charAt(kept.length()));
      assertThat(halved).isFalse();
    } else {
      assertThat(beginning).isEqualTo(text);
    }
  }
}
