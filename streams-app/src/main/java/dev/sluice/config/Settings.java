package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Prices;
import dev.sluice.call.RateCap;
import dev.sluice.call.Routes;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.errors.ErrorRules;
import dev.sluice.wire.RequestSignatures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a process: read once at start, complete and checked. Immutable.
 *
 * @param unknownTenants the policy of tenants that are not listed; null refuses them
 */
public record Settings(
    @Setting(value = "The name that all processes of one gateway share.", byDefault = "sluice")
        String applicationId,
    @Setting(
            value =
                "This process's name among them; keep it over restarts (it is the static group member).",
            byDefault = "${HOSTNAME:-local}")
        String instance,
    @Setting(
            value = "Where the state stores live; keep it over restarts, one for each process.",
            byDefault = "data/state")
        Path stateDir,
    @Setting(
            value = "How long to wait at start for a broker or registry that is away.",
            byDefault = "60s",
            min = "1s",
            max = "1d")
        Duration startTimeout,
    @Setting(
            "During a rolling upgrade: the release that is being replaced, such as `1.0`, "
                + "so that both can read what is stored. Remove it with another restart "
                + "afterwards, see [operate.md](operate.md#upgrading).")
        @Nullable String upgradeFrom,
    @Setting(
            "Settings of the Kafka clients, passed on as they are; `bootstrap.servers` is required. Prefixes such as `producer.` and `main.consumer.` work as in Kafka Streams.")
        PassThrough kafka,
    @Setting("The schema registry.") SchemaRegistrySettings schemaRegistry,
    @Setting("How the processes of one gateway work together.") GroupSettings group,
    @Setting("The gateway's topics.") TopicSettings topics,
    @Setting("The secrets of polling IDs.") PollingIdSettings pollingIds,
    @Setting("Limits on every request.") RequestSettings requests,
    @Setting("The view that polling reads, and its retention.") ViewSettings view,
    @Setting("The query service.") HttpSettings http,
    @Setting("Calls in flight.") DispatchSettings dispatch,
    @Setting("Answers as they are written.") StreamSettings stream,
    @Setting("The providers by name.") Map<String, ProviderEntry> providers,
    @Setting("The routes by the model name that clients use.") Map<String, RouteSettings> routes,
    @Setting("How often a target is retried after a transient failure.") RetrySettings retries,
    @Setting("How much a request is assumed to need.") EstimateSettings limits,
    @Setting(
            "Prices by the model's name at its provider, or by `<provider>/<model>`; they "
                + "override the prices of the release (prices.yaml). A model without a price "
                + "serves no tenant that has a limit of `spend`.")
        Map<String, PriceSettings> prices,
    @Setting("The secrets of tenants that sign their requests on the topic, by the tenant's name.")
        Map<String, SigningSettings> signing,
    @Setting(
            "How tenants are notified of the ends of their calls, see "
                + "[http-api.md](http-api.md#webhooks).")
        WebhookSettings webhooks,
    @Setting("Files and batches over HTTP, see [http-api.md](http-api.md#batches).")
        BatchSettings batches,
    @Setting("Whether there is `/metrics`, and what it tells apart, see [metrics.md](metrics.md).")
        MetricsSettings metrics,
    @Setting("Traces of calls, see [tracing.md](tracing.md).") TracingSettings tracing,
    @Setting("The tenants by name.") Map<String, TenantSettings> tenants,
    @Setting(
            value =
                "The policy of tenants that are not listed: `refuse`, or a policy with the "
                    + "settings of a tenant.",
            byDefault = "refuse",
            none = "refuse")
        @Nullable TenantSettings unknownTenants) {

  public Settings {
    providers = ImmutableMap.copyOf(providers);
    routes = ImmutableMap.copyOf(routes);
    prices = ImmutableMap.copyOf(prices);
    signing = ImmutableMap.copyOf(signing);
    tenants = ImmutableMap.copyOf(tenants);
  }

  /** Of the application that sends webhooks: its consumer group, and the name of its state. */
  public String webhooksApplicationId() {
    return applicationId + "-webhooks";
  }

  /** The routes as calls take them. */
  public Routes routeTable() {
    return RouteTable.of(routes, providers, retries);
  }

  /** How many calls and tokens one process takes of a target in a minute, by the target's name. */
  public Map<String, RateCap> rateCaps() {
    return RouteTable.caps(routes);
  }

  /** The prices of models: the release's list, overridden by the file's own. */
  public Prices priceTable() {
    return PriceList.read().with(prices);
  }

  /** Signs and checks requests on the topic. */
  public RequestSignatures signatures() {
    return new RequestSignatures(Maps.transformValues(signing, SigningSettings::toSigner));
  }

  /** The providers' settings, in the order of the file. */
  public List<ProviderSettings> providerSettings() {
    return providers.entrySet().stream()
        .map(entry -> entry.getValue().toProvider(entry.getKey()))
        .toList();
  }

  /** The rules for errors by provider: the operator's own, then the built-in ones. */
  public Map<String, ErrorRules> errorRules() {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            providers,
            provider ->
                ErrorRules.builtIn()
                    .after(
                        provider.errorRules().stream().map(ErrorRuleSettings::toRule).toList())));
  }

  /**
   * The policies of the tenants that the file lists, by tenant.
   *
   * @param version of all of them
   */
  public Map<String, Policy> policies(long version) {
    return ImmutableMap.copyOf(Maps.transformValues(tenants, tenant -> tenant.toPolicy(version)));
  }

  /** The policy of tenants that are not listed; empty if they are refused. */
  public Optional<Policy> unknownTenantPolicy(long version) {
    return Optional.ofNullable(unknownTenants).map(tenant -> tenant.toPolicy(version));
  }

  /** The effective settings, with defaults, as YAML without secrets. */
  public String describe() {
    return Description.of(this);
  }
}
