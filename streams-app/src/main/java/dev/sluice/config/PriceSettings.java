package dev.sluice.config;

import dev.sluice.admission.Price;
import dev.sluice.admission.Rates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    @Setting(
            value =
                "The same for input that the provider writes to its cache. Without the setting: as other input.",
            min = "0",
            max = "1000000")
        @Nullable BigDecimal cacheWrite,
    @Setting(
            value =
                "The same for input that it writes to its cache for an hour. Without the setting: as `cache_write`.",
            min = "0",
            max = "1000000")
        @Nullable BigDecimal cacheWriteHour,
    @Setting(value = "The same for output tokens, reasoning included.", min = "0", max = "1000000")
        BigDecimal output,
    @Setting("Other prices for all tokens of a request whose prompt is long.")
        List<LongContextSettings> longContexts,
    @Setting(
            "Tiers of service with a price of their own, by the provider's word for them in its replies, such as `flex`, `batch` or `priority`. Where a request or its target names no `service_tier`, limits of `spend` reserve for the dearest.")
        Map<String, ServiceTierSettings> serviceTiers) {

  /** What tokens cost from a length of the prompt on. */
  public record LongContextSettings(
      @Setting(value = "For prompts of more input tokens than this.", min = "1") long above,
      @Setting(value = "As `input`.", min = "0", max = "1000000") BigDecimal input,
      @Setting(value = "As `cached_input`.", min = "0", max = "1000000")
          @Nullable BigDecimal cachedInput,
      @Setting(value = "As `cache_write`.", min = "0", max = "1000000")
          @Nullable BigDecimal cacheWrite,
      @Setting(value = "As `cache_write_hour`.", min = "0", max = "1000000")
          @Nullable BigDecimal cacheWriteHour,
      @Setting(value = "As `output`.", min = "0", max = "1000000") BigDecimal output) {

    private Prices prices() {
      return new Prices(input, cachedInput, cacheWrite, cacheWriteHour, output);
    }
  }

  /** What a tier of service costs. */
  public record ServiceTierSettings(
      @Setting(
              value = "What all prices of the model are multiplied by in this tier.",
              min = "0",
              max = "100")
          BigDecimal factor) {}

  /** In US dollars per million tokens. */
  private record Prices(
      BigDecimal input,
      @Nullable BigDecimal cachedInput,
      @Nullable BigDecimal cacheWrite,
      @Nullable BigDecimal cacheWriteHour,
      BigDecimal output) {

    Rates times(BigDecimal factor) {
      BigDecimal write = cacheWrite == null ? input : cacheWrite;
      return new Rates(
          micros(input, factor),
          micros(cachedInput == null ? input : cachedInput, factor),
          micros(write, factor),
          micros(cacheWriteHour == null ? write : cacheWriteHour, factor),
          micros(output, factor));
    }

    /** Rounded up. */
    private static long micros(BigDecimal usd, BigDecimal factor) {
      return usd.multiply(factor)
          .movePointRight(6)
          .setScale(0, RoundingMode.UP)
          .min(BigDecimal.valueOf(Rates.MOST))
          .longValueExact();
    }
  }

  public PriceSettings {
    longContexts = List.copyOf(longContexts);
    serviceTiers = Map.copyOf(serviceTiers);
  }

  /** In millionths of a US dollar. */
  Price toPrice() {
    Map<String, Price> tiers = new HashMap<>();
    serviceTiers.forEach((name, tier) -> tiers.put(name, times(tier.factor(), Map.of())));
    return times(BigDecimal.ONE, tiers);
  }

  private Price times(BigDecimal factor, Map<String, Price> tiers) {
    return new Price(
        new Prices(input, cachedInput, cacheWrite, cacheWriteHour, output).times(factor),
        longContexts.stream()
            .map(longer -> new Price.LongContext(longer.above(), longer.prices().times(factor)))
            .toList(),
        tiers);
  }
}
