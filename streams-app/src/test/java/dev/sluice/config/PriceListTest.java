package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import dev.sluice.admission.Rates;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PriceListTest {

  @Test
  void shouldKnowCommonModelsAndTheDayOfTheirPrices() {
    // When
    PriceList list = PriceList.read();

    // Then
    assertThat(LocalDate.parse(list.asOf())).isAfter(LocalDate.of(2026, 1, 1));
    assertThat(list.with(java.util.Map.of()).of("openai", "gpt-4o-mini"))
        .isEqualTo(new Price(150_000, 75_000, 600_000));
  }

  @Test
  void shouldAskNoMoreForCachedInputThanForOtherAndNoLessForOutput() {
    // When
    PriceList list = PriceList.read();

    // Then
    assertThat(list.prices())
        .allSatisfy(
            (model, settings) -> {
              Rates price = settings.toPrice().rates();
              assertThat(price.input()).as(model).isPositive();
              assertThat(price.cachedInput()).as(model).isLessThanOrEqualTo(price.input());
              assertThat(price.output()).as(model).isGreaterThanOrEqualTo(price.input());
            });
  }

  @Test
  void shouldPreferTheOperatorsPrices() {
    // Given
    Settings settings =
        ConfigFiles.parse(
            ConfigFiles.MINIMAL
                + """
                prices:
                  gpt-4o-mini: {input: 0.2, output: 0.8}
                  eu/gpt-4o-mini: {input: 0.3, cached_input: 0.1, output: 0.9}
                  llama3.1:8b: {input: 0, output: 0}
                """);

    // When
    Prices prices = settings.priceTable();

    // Then
    assertThat(prices.of("openai", "gpt-4o-mini")).isEqualTo(new Price(200_000, 200_000, 800_000));
    assertThat(prices.of("eu", "gpt-4o-mini")).isEqualTo(new Price(300_000, 100_000, 900_000));
    assertThat(prices.of("local", "llama3.1:8b")).isEqualTo(new Price(0, 0, 0));
    assertThat(prices.of("openai", "gpt-4o")).isNotNull();
    assertThat(prices.of("local", "one")).isNull();
  }
}
