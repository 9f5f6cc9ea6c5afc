package dev.sluice.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import dev.sluice.call.Plan;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import dev.sluice.tokens.Prompt;
import dev.sluice.tokens.Tokenizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Estimates a request's usage for its reservation: at the target of its plan that takes most of
 * each metric, so that a fallback can't take more. Pure.
 *
 * @param defaultMaxOutputTokens the most output tokens where neither request nor target names any
 */
record Estimator(Prices prices, int defaultMaxOutputTokens) {

  private static final String SERVICE_TIER = "service_tier";

  /**
   * @param amounts the need of each requested metric
   * @param unpriced a target without a price, if spend was requested: then there is no estimate
   */
  record Estimate(Map<Metric, Long> amounts, @Nullable Target unpriced) {}

  /** What the request is estimated for, with the maximum of output tokens that is sent. */
  List<PlannedTarget> plan(
      Route route, Request request, Routes routes, Set<Metric> metrics, String call) {
    return Plan.withMaxOutputTokens(
        Plan.of(route, request, routes, call),
        routes,
        defaultMaxOutputTokens,
        countOutput(metrics));
  }

  /**
   * Tokenizes only if a metric needs it.
   *
   * @param plan with the maximum output tokens that each target is sent
   * @param metrics what the tenant's limits count
   */
  Estimate of(Request request, List<PlannedTarget> plan, Routes routes, Set<Metric> metrics) {
    Map<Metric, Long> amounts = new EnumMap<>(Metric.class);
    boolean spend = metrics.contains(Metric.SPEND);
    boolean input =
        spend || metrics.contains(Metric.INPUT_TOKENS) || metrics.contains(Metric.TOKENS);
    if (!input && !metrics.contains(Metric.OUTPUT_TOKENS)) {
      return new Estimate(amounts, null);
    }
    Prompt prompt = input ? Prompts.of(request) : new Prompt();
    Map<Tokenizer, Long> counted = new EnumMap<>(Tokenizer.class);
    for (PlannedTarget step : plan) {
      Target target = routes.target(step.target());
      if (target == null) {
        throw new IllegalArgumentException("the plan has no such target: " + step.target());
      }
      long in = input ? counted.computeIfAbsent(Tokenizer.of(target.model()), prompt::tokens) : 0;
      long out = maxOutputTokens(step, target);
      most(amounts, Metric.INPUT_TOKENS, in);
      most(amounts, Metric.OUTPUT_TOKENS, out);
      most(amounts, Metric.TOKENS, in + out);
      if (spend) {
        Price price = prices.of(target.provider(), target.model());
        if (price == null) {
          return new Estimate(Map.of(), target);
        }
        most(amounts, Metric.SPEND, price.most(in, out, tier(target, request)));
      }
    }
    amounts.keySet().retainAll(metrics);
    return new Estimate(amounts, null);
  }

  /** The tier of service that is asked for; null where that is left to the provider's account. */
  private static @Nullable String tier(Target target, Request request) {
    JsonNode targets = tier(target.extraBody());
    String tier = Json.text(targets.isMissingNode() ? tier(request.extraBody()) : targets);
    return tier == null || tier.equals("auto") ? null : tier.toLowerCase(Locale.ROOT);
  }

  private static JsonNode tier(@Nullable String extraBody) {
    // most bodies don't have it, and some are long
    JsonNode body =
        extraBody != null && extraBody.contains(SERVICE_TIER) ? Json.parse(extraBody) : null;
    return body == null ? MissingNode.getInstance() : body.path(SERVICE_TIER);
  }

  /** Also where it is not sent: what is used beyond it is an overrun. */
  private long maxOutputTokens(PlannedTarget step, Target target) {
    Integer most = step.sampling().maxOutputTokens();
    return target
        .profile()
        .sampling()
        .maxOutputTokens(most == null ? defaultMaxOutputTokens : most);
  }

  /** Whether one of these limits counts output, so that it holds only if the output is bounded. */
  private static boolean countOutput(Set<Metric> metrics) {
    return metrics.contains(Metric.OUTPUT_TOKENS)
        || metrics.contains(Metric.TOKENS)
        || metrics.contains(Metric.SPEND);
  }

  private static void most(Map<Metric, Long> amounts, Metric metric, long amount) {
    amounts.merge(metric, amount, Math::max);
  }
}
