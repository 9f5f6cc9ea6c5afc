package dev.sluice.admission;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The price table: prices by model name at the provider, or by {@code provider/model} if two
 * providers ask different ones. Immutable.
 */
public record Prices(Map<String, Price> byModel) {
  /** No model has a price. */
  public static final Prices NONE = new Prices(Map.of());

  private static final Pattern DATE = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$");

  public Prices {
    byModel = Map.copyOf(byModel);
  }

  /**
   * The price at that provider, else the general one. A dated version such as {@code
   * gpt-4o-2024-08-06} has the price of its model unless it has one of its own. Null if none is
   * known.
   */
  public @Nullable Price of(String provider, String model) {
    Price price = exactly(provider, model);
    return price != null ? price : exactly(provider, DATE.matcher(model).replaceFirst(""));
  }

  private @Nullable Price exactly(String provider, String model) {
    Price own = byModel.get(provider + "/" + model);
    return own != null ? own : byModel.get(model);
  }
}
