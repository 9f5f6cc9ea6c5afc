package dev.sluice.cli;

import dev.sluice.client.ClientSession;
import dev.sluice.client.TenantPolicies;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.TopicNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one tenant's policy. */
@Command(
    name = "get",
    description = "Print a tenant's policy from the topic.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TenantsGetCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TENANT", description = "The tenant.")
  private String tenant;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    TopicNames names = new TopicNames(settings.topics().prefix());
    try (ClientSession session = ClientSession.open(settings, TopicUses.policies(names));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      TenantPolicy policy = policies.find(tenant);
      if (policy == null) {
        throw noPolicy(tenant);
      }
      System.out.print(PolicyText.of(tenant, policy));
    }
    return ExitStatus.OK.code();
  }

  static StartException noPolicy(String tenant) {
    return new StartException(ExitStatus.FAILED, "tenant " + tenant + " has no policy");
  }
}
