package dev.sluice.admission;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The price of a model's tokens, which may depend on how long the prompt is and on the tier of
 * service. Immutable.
 *
 * @param rates of the standard tier and the shortest prompts
 * @param longContexts other rates for all tokens of longer prompts, in ascending order
 * @param serviceTiers the prices of other tiers, by the provider's word for them
 */
public record Price(Rates rates, List<LongContext> longContexts, Map<String, Price> serviceTiers) {
  /** Tokenizers differ: a prompt of which fewer tokens are estimated may be as long as that. */
  private static final double MARGIN = 1.25;

  /**
   * @param above so many input tokens, 1 or more
   */
  public record LongContext(long above, Rates rates) {}

  public Price {
    longContexts =
        longContexts.stream().sorted(Comparator.comparingLong(LongContext::above)).toList();
    serviceTiers = Map.copyOf(serviceTiers);
  }

  /** The same whatever the prompt and the tier; writing to a cache costs as other input. */
  public Price(long input, long cachedInput, long output) {
    this(new Rates(input, cachedInput, input, input, output), List.of(), Map.of());
  }

  /**
   * What the tokens cost, in millionths of a US dollar.
   *
   * @param serviceTier that the provider says it served; null for the standard one. One without a
   *     price of its own costs as the standard one
   */
  public long of(BilledTokens tokens, @Nullable String serviceTier) {
    Price price = serviceTier == null ? this : serviceTiers.getOrDefault(serviceTier, this);
    Rates rates = price.rates;
    for (LongContext longer : price.longContexts) {
      if (tokens.input() > longer.above()) {
        rates = longer.rates();
      }
    }
    return rates.of(tokens);
  }

  /**
   * The most that a request may cost, in millionths of a US dollar: at the dearest rates that can
   * apply to it.
   *
   * @param inputTokens as estimated
   * @param serviceTier that the request asks for; the provider may serve the standard one instead.
   *     Null if it leaves the tier to the provider's account, which may prefer any
   */
  public long most(long inputTokens, long outputTokens, @Nullable String serviceTier) {
    Stream<Price> tiers =
        serviceTier == null
            ? serviceTiers.values().stream()
            : Stream.ofNullable(serviceTiers.get(serviceTier));
    return Stream.concat(Stream.of(this), tiers)
        .flatMap(price -> price.thatMayApply(inputTokens))
        .mapToLong(rates -> rates.most(inputTokens, outputTokens))
        .max()
        .orElseThrow();
  }

  private Stream<Rates> thatMayApply(long inputTokens) {
    return Stream.concat(
        Stream.of(rates),
        longContexts.stream()
            .filter(longer -> inputTokens * MARGIN > longer.above())
            .map(LongContext::rates));
  }
}
