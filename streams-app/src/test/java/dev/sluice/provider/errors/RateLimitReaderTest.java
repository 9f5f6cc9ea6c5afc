package dev.sluice.provider.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.RateLimits;
import dev.sluice.provider.RateLimits.Kind;
import dev.sluice.provider.RateLimits.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static RateLimits of(String... namesAndValues) {
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return RateLimitReader.of(headers, NOW);
  }

  @Test
  void shouldReadOpenAis() {
    // When
    RateLimits limits =
        of(
            "x-ratelimit-limit-requests", "5000",
            "x-ratelimit-remaining-requests", "4999",
            "x-ratelimit-reset-requests", "12ms",
            "x-ratelimit-limit-tokens", "160000",
            "x-ratelimit-remaining-tokens", "0",
            "x-ratelimit-reset-tokens", "6m0.5s");

    // Then
    assertThat(limits.quotas())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Kind.REQUESTS, new Quota(5000L, 4999L, NOW.plusMillis(12)),
                Kind.TOKENS, new Quota(160_000L, 0L, NOW.plusMillis(360_500))));
    assertThat(limits.usedUpUntil(NOW)).isEqualTo(NOW.plusMillis(360_500));
  }

  @Test
  void shouldReadAzuresWithSecondsAndWithMinusOneForUnknown() {
    // When
    RateLimits limits =
        of(
            "x-ratelimit-limit-requests", "60",
            "x-ratelimit-remaining-requests", "0",
            "x-ratelimit-reset-requests", "17",
            "x-ratelimit-limit-tokens", "-1",
            "x-ratelimit-remaining-tokens", "-1");

    // Then
    assertThat(limits.quotas())
        .containsExactlyEntriesOf(Map.of(Kind.REQUESTS, new Quota(60L, 0L, NOW.plusSeconds(17))));
  }

  @Test
  void shouldReadAnthropics() {
    // When
    RateLimits limits =
        of(
            "anthropic-ratelimit-requests-limit", "50",
            "anthropic-ratelimit-requests-remaining", "49",
            "anthropic-ratelimit-requests-reset", "2026-11-21T10:00:01Z",
            "anthropic-ratelimit-tokens-limit", "48000",
            "anthropic-ratelimit-tokens-remaining", "40000",
            "anthropic-ratelimit-tokens-reset", "2026-11-21T10:00:10Z",
            "anthropic-ratelimit-input-tokens-limit", "40000",
            "anthropic-ratelimit-input-tokens-remaining", "0",
            "anthropic-ratelimit-input-tokens-reset", "2026-11-21T10:00:30Z",
            "anthropic-ratelimit-output-tokens-limit", "8000",
            "anthropic-ratelimit-output-tokens-remaining", "0",
            "anthropic-ratelimit-output-tokens-reset", "2026-11-21T10:00:20Z");

    // Then
    assertThat(limits.quotas()).containsOnlyKeys(Kind.values());
    assertThat(limits.remaining(Kind.TOKENS)).isEqualTo(40_000);
    assertThat(limits.quotas().get(Kind.OUTPUT_TOKENS))
        .isEqualTo(new Quota(8000L, 0L, NOW.plusSeconds(20)));
    assertThat(limits.usedUpUntil(NOW)).isEqualTo(NOW.plusSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "1795255200000, 2026-11-21T10:00:00Z", // OpenRouter: milliseconds
    "1795255200, 2026-11-21T10:00:00Z",
    "30, 2026-11-21T10:00:30Z",
    "0.25, 2026-11-21T10:00:00.250Z",
    "1m2.5s, 2026-11-21T10:01:02.500Z",
    "2026-11-21T12:00:00+02:00, 2026-11-21T10:00:00Z"
  })
  void shouldReadResetsHoweverTheyAreWritten(String reset, Instant expected) {
    // When
    RateLimits limits = of("x-ratelimit-remaining", "1", "x-ratelimit-reset", reset);

    // Then
    assertThat(limits.quotas()).containsEntry(Kind.REQUESTS, new Quota(null, 1L, expected));
  }

  @ParameterizedTest
  @CsvSource({"-5", "soon", "''", "9999999999999999999999999"})
  void shouldHoldWhatCannotBeReadForUnknown(String value) {
    // When
    RateLimits limits =
        of(
            "x-ratelimit-limit-requests", value,
            "x-ratelimit-remaining-requests", value,
            "x-ratelimit-reset-requests", value);

    // Then
    assertThat(limits).isEqualTo(RateLimits.NONE);
  }

  @Test
  void shouldNotBeUsedUpWhenNobodySaysUntilWhenOrTheTimeHasPassed() {
    // Given
    RateLimits endless = of("x-ratelimit-remaining-tokens", "0");
    RateLimits passed = of("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "10s");

    // When
    Instant until = passed.usedUpUntil(NOW.plus(Duration.ofSeconds(10)));

    // Then
    assertThat(until).isNull();
    assertThat(endless.usedUpUntil(NOW)).isNull();
  }

  @Property(tries = 300)
  void shouldNeverThrowWhateverAProviderWrites(
      @ForAll @StringLength(max = 30) String value, @ForAll long number) {
    // When
    RateLimits limits =
        of(
            "x-ratelimit-remaining-requests", value,
            "x-ratelimit-reset-requests", String.valueOf(number),
            "x-ratelimit-remaining-tokens", "0",
            "x-ratelimit-reset-tokens", value,
            "anthropic-ratelimit-tokens-reset", value);

    // Then
    assertThat(limits.remaining(Kind.OUTPUT_TOKENS)).isNull();
  }
}
