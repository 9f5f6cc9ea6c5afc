package dev.sluice.topology;

import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import java.util.Map;

/** Prices of the models that the harness routes to. */
final class TestPrices {
  /** The second target is the dearer one; the one of route {@code single} has no price. */
  static final Prices PRICES =
      new Prices(
          Map.of(
              "model-of-first", new Price(1_000_000, 100_000, 2_000_000),
              "model-of-small", new Price(1_000_000, 100_000, 2_000_000),
              "model-of-second", new Price(3_000_000, 3_000_000, 4_000_000)));

  private TestPrices() {}
}
