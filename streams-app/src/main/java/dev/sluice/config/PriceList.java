package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import java.util.HashMap;
import java.util.Map;

/**
 * The prices of common models that come with a release, from {@code prices.yaml} beside this class.
 *
 * @param asOf the day on which they were the providers' list prices
 */
record PriceList(
    @Setting("The day on which they were the providers' list prices.") String asOf,
    @Setting("Prices by the model's name.") Map<String, PriceSettings> prices) {
  private static final String FILE = "prices.yaml";

  PriceList {
    prices = ImmutableMap.copyOf(prices);
  }

  static PriceList read() {
    return ReleaseFile.read(FILE, PriceList.class, (prices, errors) -> {});
  }

  /** These prices, overridden and extended by the operator's own. */
  Prices with(Map<String, PriceSettings> own) {
    Map<String, Price> all = new HashMap<>(Maps.transformValues(prices, PriceSettings::toPrice));
    all.putAll(Maps.transformValues(own, PriceSettings::toPrice));
    return new Prices(all);
  }
}
