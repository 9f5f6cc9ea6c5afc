package dev.sluice.gateway.metrics;

import dev.sluice.v1.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who uses how many tokens of which route, and what that costs. Any thread. */
public final class UsageMetrics {
  private static final double MICROS = 1_000_000;

  private final MeterRegistry metrics;
  private final BoundedNames tenants;
  private final Map<Consumer, Meters> meters = new ConcurrentHashMap<>();

  private record Consumer(String tenant, String route) {}

  private record Meters(
      Counter input,
      Counter cachedInput,
      Counter cacheWrite,
      Counter output,
      Counter reasoning,
      Counter spend) {}

  /**
   * @param named how many tenants are told by name
   * @param first the tenants that are, before any others
   */
  public UsageMetrics(MeterRegistry metrics, int named, Collection<String> first) {
    this.metrics = metrics;
    this.tenants = new BoundedNames(named, first);
  }

  void used(String tenant, String route, @Nullable Usage usage) {
    if (usage == null) {
      return;
    }
    Meters counted =
        meters.computeIfAbsent(new Consumer(tenants.of(tenant), route), this::register);
    counted.input().increment((double) usage.getInputTokens());
    counted.cachedInput().increment((double) usage.getCachedInputTokens());
    counted.cacheWrite().increment((double) usage.getCacheWriteTokens());
    counted.output().increment((double) usage.getOutputTokens());
    counted.reasoning().increment((double) usage.getReasoningTokens());
    Long cost = usage.getCostMicros();
    if (cost != null) {
      counted.spend().increment(cost / MICROS);
    }
  }

  private Meters register(Consumer consumer) {
    return new Meters(
        tokens(consumer, "input"),
        tokens(consumer, "cached_input"),
        tokens(consumer, "cache_write"),
        tokens(consumer, "output"),
        tokens(consumer, "reasoning"),
        Counter.builder("sluice.usage.spend")
            .description("Cost of attempts whose prices are known")
            .baseUnit("usd")
            .tag("tenant", consumer.tenant())
            .tag("route", consumer.route())
            .register(metrics));
  }

  private Counter tokens(Consumer consumer, String type) {
    return Counter.builder("sluice.usage.tokens")
        .description("Tokens of attempts that are settled")
        .tag("tenant", consumer.tenant())
        .tag("route", consumer.route())
        .tag("type", type)
        .register(metrics);
  }
}
