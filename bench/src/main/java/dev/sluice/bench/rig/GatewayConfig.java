package dev.sluice.bench.rig;

import dev.sluice.wire.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A gateway's configuration file, as far as scenarios differ in it.
 *
 * @param maxInFlight of each task, of the process and at each provider
 * @param policies the sections {@code tenants} and {@code unknown_tenants}
 * @param partitions of every topic
 */
public record GatewayConfig(
    List<Route> routes, int maxInFlight, String policies, int partitions, Telemetry telemetry) {
  /** The name of the only route of most scenarios. */
  public static final String ROUTE = "chat";

  /** Every topic's in most scenarios, and so the most stream threads that could share the work. */
  public static final int PARTITIONS = 4;

  /** As an operator would set them, and nothing ever hits them. */
  private static final String LIMITS =
      """
      limits:
        - {per: tenant, metric: requests, amount: 1000000000, window: 1m}
        - {per: tenant, metric: tokens, amount: 1000000000000, window: 1m}
        - {per: tenant, metric: concurrent, amount: 1000000000}
      """;

  /** Three limits for everybody. */
  public static final String ROOMY = "unknown_tenants:\n" + LIMITS.indent(2);

  public static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);

  /** What the gateway tells of itself. */
  public enum Telemetry {
    /** What it does without a setting, which older builds don't know. */
    DEFAULT(""),
    /** Traces too; the provider is their collector. */
    ON("tracing: {endpoint: '%s'}\n"),
    /** No metrics either. */
    OFF("metrics: {enabled: false}\n");

    private final String sections;

    Telemetry(String sections) {
      this.sections = sections;
    }
  }

  /** A route of one target, at the provider under that script. */
  public record Route(String name, Script script) {}

  public GatewayConfig {
    routes = List.copyOf(routes);
  }

  public GatewayConfig(List<Route> routes, int maxInFlight, String policies) {
    this(routes, maxInFlight, policies, PARTITIONS, Telemetry.DEFAULT);
  }

  public static GatewayConfig roomy(Script script) {
    return new GatewayConfig(List.of(new Route(ROUTE, script)), 1_000, ROOMY);
  }

  public GatewayConfig withMaxInFlight(int most) {
    return new GatewayConfig(routes, most, policies, partitions, telemetry);
  }

  /** The same limits, for tenants that have an API key. */
  public static String roomy(List<String> tenants, UnaryOperator<String> keys) {
    return tenants.stream()
        .map(
            name ->
                "  %s:\n    keys: {default: {api_key: %s}}\n%s"
                    .formatted(name, keys.apply(name), LIMITS.indent(4)))
        .collect(Collectors.joining("", "tenants:\n", ""));
  }

  public GatewayConfig withPolicies(String other) {
    return new GatewayConfig(routes, maxInFlight, other, partitions, telemetry);
  }

  public GatewayConfig withPartitions(int other) {
    return new GatewayConfig(routes, maxInFlight, policies, other, telemetry);
  }

  public GatewayConfig withTelemetry(Telemetry other) {
    return new GatewayConfig(routes, maxInFlight, policies, partitions, other);
  }

  /**
   * Whose configuration it is.
   *
   * @param instance also the directory of its state
   */
  record Owner(String application, String instance, TopicNames topics) {}

  /**
   * @param dir of all states
   */
  String yaml(
      Owner owner, Path dir, Map<String, String> kafka, String registryUrl, String providerUrl) {
    StringBuilder yaml =
        new StringBuilder(
            """
            application_id: %s
            instance: %s
            state_dir: %s
            kafka:
            %s
            schema_registry:
              url: %s
            topics: {prefix: %s, partitions: %d, create: true}
            polling_ids:
              secrets: {1: for load tests on this machine only}
            http: {port: 0}
            dispatch:
              max_in_flight_per_task: %d
              max_in_flight: %d
              max_bytes_in_flight_per_task: 1GiB
              max_bytes_in_flight: 1GiB
              max_queued_per_tenant: 1000000
            """
                .formatted(
                    owner.application(),
                    owner.instance(),
                    dir.resolve(owner.instance()),
                    kafka.entrySet().stream()
                        .map(
                            setting -> "  %s: '%s'".formatted(setting.getKey(), setting.getValue()))
                        .collect(Collectors.joining("\n")),
                    registryUrl,
                    owner.topics().prefix(),
                    partitions,
                    maxInFlight,
                    maxInFlight));
    yaml.append(telemetry.sections.formatted(providerUrl));
    yaml.append("providers:\n");
    for (Route route : routes) {
      yaml.append(
          "  p-%s: {kind: openai, base_url: '%s/%s/v1', max_in_flight: %d}\n"
              .formatted(route.name(), providerUrl, route.script().path(), maxInFlight));
    }
    yaml.append("routes:\n");
    for (Route route : routes) {
      yaml.append(
          "  %1$s: {time_limit: 1h, targets: [{provider: p-%1$s, model: bench-1, timeout: 10m}]}\n"
              .formatted(route.name()));
    }
    return yaml.append(policies).toString();
  }
}
