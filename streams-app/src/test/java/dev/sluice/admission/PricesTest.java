package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PricesTest {
  private final Price price = new Price(2_500_000, 1_250_000, 10_000_000);

  @Test
  void shouldChargeCachedInputAtItsOwnPrice() {
    // When / Then
    assertThat(price.of(1_000, 0, 100)).isEqualTo(3_500);
    assertThat(price.of(1_000, 400, 100)).isEqualTo(3_000);
    assertThat(price.of(1_000, 5_000, 0)).isEqualTo(1_250);
  }

  @Test
  void shouldRoundUpOnceOverAll() {
    // Given
    Price cheap = new Price(150_000, 75_000, 600_000);

    // When / Then
    assertThat(cheap.of(1, 0, 0)).isEqualTo(1);
    assertThat(cheap.of(20, 0, 5)).isEqualTo(6);
    assertThat(cheap.of(0, 0, 0)).isZero();
  }

  @Test
  void shouldStayInRangeWhateverAProviderNames() {
    // Given
    Price dearest = new Price(Price.MOST, Price.MOST, Price.MOST);

    // When / Then
    assertThat(dearest.of(Long.MAX_VALUE, 0, Long.MAX_VALUE)).isEqualTo(Limit.MAX_AMOUNT);
    assertThat(price.of(-5, -5, -5)).isZero();
    assertThat(price.of(10, -5, 0)).isEqualTo(25);
  }

  @Property(tries = 500)
  void shouldNeverCostMoreForLess(
      @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long in,
      @ForAll @LongRange(min = 0, max = 1_000_000) long less,
      @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long out) {
    // When / Then
    assertThat(price.of(Math.max(0, in - less), less, out))
        .isLessThanOrEqualTo(price.of(in, 0, out));
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
