package dev.sluice.cli;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Policy;
import dev.sluice.client.ClientSession;
import dev.sluice.client.TenantPolicies;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.terminal.TextTable;
import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists all tenants. */
@Command(
    name = "list",
    description = "Print all tenants that have a policy.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TenantsListCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          Column.left("TENANT"),
          Column.right("VERSION"),
          Column.left("CHANGED BY"),
          Column.right("KEYS"),
          Column.left("LIMITS"));

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    TopicNames names = new TopicNames(settings.topics().prefix());
    try (ClientSession session = ClientSession.open(settings, TopicUses.policies(names));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      lines(policies.all()).forEach(System.out::println);
    }
    return ExitStatus.OK.code();
  }

  /** One for each tenant, below the titles. */
  static List<String> lines(Map<String, TenantPolicy> policies) {
    TextTable table = new TextTable(COLUMNS);
    policies.forEach(
        (tenant, policy) ->
            table.add(
                List.of(
                    Cell.of(tenant),
                    Cell.of(String.valueOf(policy.getVersion())),
                    Cell.of(String.valueOf(policy.getChangedBy())),
                    Cell.of(String.valueOf(policy.getKeys().size())),
                    Cell.of(limits(policy)))));
    return table.lines(Integer.MAX_VALUE, false);
  }

  private static String limits(TenantPolicy record) {
    try {
      Policy policy = PolicyRecords.fromRecord(record);
      return policy.limits().isEmpty()
          ? "none"
          : policy.limits().stream().map(Limit::describe).collect(Collectors.joining(", "));
    } catch (IllegalArgumentException newer) {
      return String.valueOf(newer.getMessage());
    }
  }
}
