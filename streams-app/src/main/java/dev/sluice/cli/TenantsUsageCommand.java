package dev.sluice.cli;

import dev.sluice.admission.Limit;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.LimitUse;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.Window;
import dev.sluice.client.ClientSession;
import dev.sluice.client.LimiterState;
import dev.sluice.client.TenantPolicies;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.terminal.TextTable;
import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a tenant has used of its limits. */
@Command(
    name = "usage",
    description = "Print a tenant's committed usage of its limits.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TenantsUsageCommand implements Callable<Integer> {
  private static final int DECIMALS_OF_USD = 6;
  private static final List<Column> COLUMNS =
      List.of(
          Column.left("SCOPE"),
          Column.left("METRIC"),
          Column.left("WINDOW"),
          Column.right("AMOUNT"),
          Column.right("USED"),
          Column.right("RESERVED"),
          Column.right("REMAINING"),
          Column.left("RESETS AT"),
          Column.right("PARTITION"));

  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TENANT", description = "The tenant.")
  private String tenant;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    InstantSource clock = InstantSource.system();
    try (ClientSession session = ClientSession.open(settings, LimiterState.uses(settings));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      Policy policy = inForce(policies.find(tenant), settings);
      LimiterState state = new LimiterState(session, settings, clock);
      SortedMap<Integer, Instant> clocks = state.clocks();
      SortedMap<Integer, Map<ScopeValue, ScopeRow>> rows = state.rows(tenant::equals);
      lines(tenant, policy, rows, clocks, clock.instant()).forEach(System.out::println);
      ResetClockCommand.ahead(clocks, clock.instant())
          .forEach((partition, at) -> System.err.println("sluice: " + told(partition, at)));
    }
    return ExitStatus.OK.code();
  }

  private static String told(int partition, Instant at) {
    return "the limiter's clock of partition %d is ahead, at %s; `sluice tenants reset-clock` puts it back"
        .formatted(partition, at);
  }

  private Policy inForce(@Nullable TenantPolicy policy, Settings settings) throws StartException {
    return policy == null
        ? settings.unknownTenantPolicy(0).orElseThrow(() -> TenantsGetCommand.noPolicy(tenant))
        : PolicyRecords.fromRecord(policy);
  }

  /**
   * One for each counter, below the titles.
   *
   * @param clocks of the limiter, by partition; the decision time is the later of it and now
   */
  static List<String> lines(
      String tenant,
      Policy policy,
      SortedMap<Integer, Map<ScopeValue, ScopeRow>> rows,
      Map<Integer, Instant> clocks,
      Instant now) {
    TextTable table = new TextTable(COLUMNS);
    if (rows.isEmpty()) {
      LimitUse.of(tenant, policy, Map.of(), now.toEpochMilli())
          .forEach(status -> table.add(cells(status, "")));
    }
    rows.forEach(
        (partition, values) -> {
          Instant clock = clocks.getOrDefault(partition, Instant.EPOCH);
          long at = Math.max(now.toEpochMilli(), clock.toEpochMilli());
          LimitUse.of(tenant, policy, values, at)
              .forEach(status -> table.add(cells(status, String.valueOf(partition))));
        });
    return table.lines(Integer.MAX_VALUE, false);
  }

  private static List<Cell> cells(LimitStatus status, String partition) {
    Limit limit = status.limit();
    String resetsAt =
        status.resetsAtMs().isPresent()
            ? Instant.ofEpochMilli(status.resetsAtMs().getAsLong()).toString()
            : "";
    return List.of(
        Cell.of(status.scope().label()),
        Cell.of(limit.metric().label()),
        Cell.of(limit.window() == Window.NONE ? "" : limit.window().label()),
        Cell.of(amount(limit, limit.amount())),
        Cell.of(amount(limit, status.used())),
        Cell.of(amount(limit, status.reserved())),
        Cell.of(amount(limit, status.remaining())),
        Cell.of(resetsAt),
        Cell.of(partition));
  }

  /** Spend in US dollars. */
  private static String amount(Limit limit, long amount) {
    return limit.metric() == Metric.SPEND
        ? BigDecimal.valueOf(amount, DECIMALS_OF_USD).toPlainString()
        : String.valueOf(amount);
  }
}
