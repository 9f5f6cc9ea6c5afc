package dev.sluice.cli;

import dev.sluice.client.ClientSession;
import dev.sluice.client.TenantPolicies;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.wire.TopicNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Withdraws a tenant's policy. */
@Command(
    name = "delete",
    description =
        "Withdraw a tenant's policy: its requests are then handled as an unknown " + "tenant's.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TenantsDeleteCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TENANT", description = "The tenant.")
  private String tenant;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    TopicNames names = new TopicNames(settings.topics().prefix());
    try (ClientSession session = ClientSession.open(settings, TopicUses.changes(names));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      if (policies.find(tenant) == null) {
        throw TenantsGetCommand.noPolicy(tenant);
      }
      policies.withdraw(tenant);
    }
    System.out.println("withdrew the policy of " + tenant);
    if (settings.tenants().containsKey(tenant)) {
      System.err.println(
          "sluice: the configuration file lists it too; the next gateway that starts with it"
              + " publishes that policy");
    }
    return ExitStatus.OK.code();
  }
}
