package dev.sluice.simulation;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import dev.sluice.admission.Scope;
import dev.sluice.admission.SignatureRule;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.admission.Window;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.FallbackList;
import dev.sluice.call.PollingIds;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Retryable;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.TargetGroup;
import dev.sluice.topology.GatewaySettings;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RequestSignatures;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** How the simulated gateways are configured: small numbers, so that every bound is met. */
final class Gateways {
  static final TopicNames TOPICS = new TopicNames("sluice.");
  static final Duration LEASE = Duration.ofSeconds(15);
  static final int PARTITIONS = 2;
  static final int CREDIT = 4;
  static final int MOST_ATTEMPTS = 5;
  static final int MOST_RETRIES = 2;
  static final int PROVIDER_ROOM = 2;
  static final List<String> TENANTS = List.of("acme", "globex", "initech");

  static final GatewaySettings SETTINGS =
      new GatewaySettings(
          TOPICS,
          PARTITIONS,
          RowFormats.newest(),
          null,
          CREDIT,
          1_000_000,
          5,
          MOST_ATTEMPTS,
          LEASE,
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Duration.ofHours(25),
          new RequestLimits(100, 100_000),
          64,
          new Prices(Map.of("model", new Price(1_000_000, 1_000_000, 1_000_000))),
          1_000,
          RequestSignatures.NONE,
          WebhookTerms.NONE);

  static final PollingIds POLLING_IDS =
      new PollingIds(
          TOPICS.requests(),
          1,
          Map.of(1, "a secret for tests only".getBytes(StandardCharsets.UTF_8)));

  static final List<String> TARGETS = List.of("first", "second", "third", "only", "roomy");

  private static final List<String> BATCHING = List.of("first", "only");

  private static final BatchTerms BATCHES =
      new BatchTerms(Duration.ofSeconds(3), 3, Duration.ofSeconds(20), new BigDecimal("0.5"));

  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          1,
          Map.of(Retryable.RATE_LIMITED, MOST_RETRIES, Retryable.TIMEOUT, 0),
          Duration.ofMillis(400),
          Duration.ofSeconds(5));

  static final Routes ROUTES =
      new Routes(
          List.of(
              route(
                  "chat",
                  Map.of(
                      FallbackList.CONTEXT_WINDOW, List.of("roomy", "third"),
                      FallbackList.CONTENT_POLICY, List.of("single")),
                  new TargetGroup(List.of(share("first", 2), share("second", 1))),
                  TargetGroup.of(target("third"))),
              route("single", Map.of(), TargetGroup.of(target("only"))),
              route("roomy", Map.of(), TargetGroup.of(target("roomy")))));

  private Gateways() {}

  private static Route route(
      String name, Map<FallbackList, List<String>> fallbacks, TargetGroup... levels) {
    return new Route(name, List.of(levels), Duration.ofMinutes(2), fallbacks, RETRIES);
  }

  private static TargetGroup.WeightedTarget share(String target, int weight) {
    return new TargetGroup.WeightedTarget(target(target), weight);
  }

  private static Target target(String name) {
    String provider = name.equals("second") ? "other" : "main";
    Target target =
        new Target(name, provider, "model", Sampling.NONE, null, Duration.ofSeconds(40));
    return BATCHING.contains(name) ? target.with(BATCHES) : target;
  }

  static int partitionOf(String tenant) {
    return TenantPartition.of(tenant, PARTITIONS);
  }

  /** The same counters in each version, with other amounts. */
  static Policy policy(long version, RandomGenerator random) {
    return new Policy(
        version,
        List.of(),
        null,
        null,
        limits(random),
        OptionalInt.empty(),
        1,
        List.of(),
        SignatureRule.NONE,
        WebhookRule.NONE,
        "roomy");
  }

  private static List<Limit> limits(RandomGenerator random) {
    return List.of(
        limit(Scope.TENANT, Metric.REQUESTS, random.nextInt(4, 20), Window.MINUTE),
        limit(Scope.USER, Metric.REQUESTS, random.nextInt(1, 6), Window.SECOND),
        limit(Scope.TENANT, Metric.CONCURRENT, random.nextInt(2, 12), Window.NONE),
        // never reached: there for its reservations
        limit(Scope.TENANT, Metric.TOKENS, 1_000_000_000, Window.HOUR),
        // a few calls may reserve all of it; the others take the route that is for them
        new Limit(
            Set.of(Scope.TENANT),
            Metric.SPEND,
            random.nextInt(1_500, 10_000),
            Window.DAY,
            null,
            OptionalInt.empty(),
            List.of(1, 5, 1_000)));
  }

  private static Limit limit(Scope scope, Metric metric, int amount, Window window) {
    return Limit.of(List.of(scope), metric, amount, window);
  }
}
