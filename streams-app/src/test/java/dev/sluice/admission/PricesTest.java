package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PricesTest {
  private final Price price = new Price(2_500_000, 1_250_000, 10_000_000);

  @Test
  void shouldChargeCachedInputAtItsOwnPrice() {
    // When / Then
    assertThat(price.of(BilledTokens.of(1_000, 100), null)).isEqualTo(3_500);
    assertThat(price.of(cached(1_000, 400, 100), null)).isEqualTo(3_000);
    assertThat(price.of(cached(1_000, 5_000, 0), null)).isEqualTo(1_250);
  }

  private static BilledTokens cached(long input, long cached, long output) {
    return new BilledTokens(input, cached, 0, 0, output);
  }

  private static Price tiered() {
    Rates standard = new Rates(2_000_000, 200_000, 2_500_000, 4_000_000, 10_000_000);
    Rates longer = new Rates(4_000_000, 400_000, 5_000_000, 8_000_000, 15_000_000);
    Price flex = new Price(1_000_000, 100_000, 5_000_000);
    Price priority = new Price(6_000_000, 600_000, 30_000_000);
    return new Price(
        standard,
        List.of(new Price.LongContext(200_000, longer)),
        Map.of("flex", flex, "priority", priority));
  }

  @Test
  void shouldChargeWritesToACacheByHowLongTheyAreKept() {
    // Given
    BilledTokens tokens = new BilledTokens(100, 40, 50, 30, 5);

    // When
    long cost = tiered().of(tokens, null);

    // Then
    assertThat(cost).isEqualTo(10 * 2 + 8 + 20 * 5 / 2 + 30 * 4 + 5 * 10);
  }

  @Test
  void shouldChargeAllTokensOfALongPromptAtItsRates() {
    // When / Then
    assertThat(tiered().of(BilledTokens.of(200_000, 10), null)).isEqualTo(400_100);
    assertThat(tiered().of(cached(200_001, 1, 10), null)).isEqualTo(800_000 + 1 + 150);
  }

  @Test
  void shouldChargeByTheServedTierAndAsTheStandardOneWhereThatHasNoPrice() {
    // Given
    BilledTokens tokens = BilledTokens.of(100, 10);

    // When / Then
    assertThat(tiered().of(tokens, "flex")).isEqualTo(150);
    assertThat(tiered().of(tokens, "priority")).isEqualTo(900);
    assertThat(tiered().of(tokens, "scale")).isEqualTo(300);
  }

  @Property(tries = 500)
  void shouldNeverCostMoreThanWasReservedForIt(
      @ForAll @LongRange(min = 0, max = 300_000) long in,
      @ForAll @LongRange(min = 0, max = 300_000) long cached,
      @ForAll @LongRange(min = 0, max = 300_000) long written,
      @ForAll @LongRange(min = 0, max = 300_000) long hour,
      @ForAll("tiers") String tier) {
    // Given
    BilledTokens tokens = new BilledTokens(in, cached, written, hour, 1_000);
    String asked = tier.isEmpty() ? null : tier;

    // When
    long reserved = tiered().most(in, 1_000, asked);

    // Then
    assertThat(tiered().of(tokens, null)).isLessThanOrEqualTo(reserved);
    assertThat(tiered().of(tokens, asked == null ? "priority" : asked))
        .isLessThanOrEqualTo(reserved);
  }

  @Provide
  Arbitrary<String> tiers() {
    return Arbitraries.of("", "flex", "priority", "unknown");
  }

  @Test
  void shouldReserveForALongPromptWhenTheEstimateIsNearIt() {
    // When / Then
    assertThat(tiered().most(190_000, 0, "flex")).isEqualTo(190_000L * 8);
    assertThat(tiered().most(100_000, 0, "flex")).isEqualTo(100_000L * 4);
  }

  @Test
  void shouldRoundUpOnceOverAll() {
    // Given
    Price cheap = new Price(150_000, 75_000, 600_000);

    // When / Then
    assertThat(cheap.of(BilledTokens.of(1, 0), null)).isEqualTo(1);
    assertThat(cheap.of(BilledTokens.of(20, 5), null)).isEqualTo(6);
    assertThat(cheap.of(BilledTokens.of(0, 0), null)).isZero();
  }

  @Test
  void shouldStayInRangeWhateverAProviderNames() {
    // Given
    Price dearest = new Price(Rates.MOST, Rates.MOST, Rates.MOST);

    // When / Then
    assertThat(dearest.of(BilledTokens.of(Long.MAX_VALUE, Long.MAX_VALUE), null))
        .isEqualTo(Limit.MAX_AMOUNT);
    assertThat(price.of(cached(-5, -5, -5), null)).isZero();
    assertThat(price.of(cached(10, -5, 0), null)).isEqualTo(25);
  }

  @Property(tries = 500)
  void shouldNeverCostMoreForLess(
      @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long in,
      @ForAll @LongRange(min = 0, max = 1_000_000) long less,
      @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long out) {
    // When / Then
    assertThat(price.of(cached(Math.max(0, in - less), less, out), null))
        .isLessThanOrEqualTo(price.of(BilledTokens.of(in, out), null));
  }

  @Test
  void shouldFindADatedVersionByItsModelAndAProvidersOwnPriceFirst() {
    // Given
    Price old = new Price(5, 5, 5);
    Price european = new Price(6, 6, 6);
    Prices prices =
        new Prices(Map.of("gpt-4o", price, "gpt-4o-2024-05-13", old, "eu/gpt-4o", european));

    // When / Then
    assertThat(prices.of("openai", "gpt-4o-2024-08-06")).isEqualTo(price);
    assertThat(prices.of("openai", "gpt-4o-20240806")).isEqualTo(price);
    assertThat(prices.of("openai", "gpt-4o-2024-05-13")).isEqualTo(old);
    assertThat(prices.of("eu", "gpt-4o")).isEqualTo(european);
    assertThat(prices.of("openai", "gpt-4o-mini")).isNull();
  }
}
