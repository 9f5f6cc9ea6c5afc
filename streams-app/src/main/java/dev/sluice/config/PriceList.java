package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

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
    String yaml;
    try (InputStream in = PriceList.class.getResourceAsStream(FILE)) {
      yaml = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ConfigErrors report = new ConfigErrors(FILE);
    Variables none = new Variables(Map.of());
    Node.Mapping root = YamlReader.read(yaml, none, report);
    if (root == null) {
      throw report.toException();
    }
    report.root(root);
    PriceList list = new Binder(report, none).bind(PriceList.class, root);
    if (!report.isEmpty()) {
      throw report.toException();
    }
    return list;
  }

  /** These prices, overridden and extended by the operator's own. */
  Prices with(Map<String, PriceSettings> own) {
    Map<String, Price> all = new HashMap<>(Maps.transformValues(prices, PriceSettings::toPrice));
    all.putAll(Maps.transformValues(own, PriceSettings::toPrice));
    return new Prices(all);
  }
}
