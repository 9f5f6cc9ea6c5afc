package dev.sluice.config;

import dev.sluice.admission.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What a model's tokens cost. */
public record PriceSettings(
    @Setting(
            value = "US dollars per million input tokens, with up to six decimals.",
            min = "0",
            max = "1000000")
        BigDecimal input,
    @Setting(
            value =
                "The same for input that the provider reads from its cache. Without the setting: as other input.",
            min = "0",
            max = "1000000")
        @Nullable BigDecimal cachedInput,
    @Setting(value = "The same for output tokens, reasoning included.", min = "0", max = "1000000")
        BigDecimal output) {

  /** In millionths of a US dollar, rounded up. */
  Price toPrice() {
    return new Price(
        micros(input), micros(cachedInput == null ? input : cachedInput), micros(output));
  }

  private static long micros(BigDecimal usd) {
    return usd.movePointRight(6).setScale(0, RoundingMode.UP).longValueExact();
  }
}
