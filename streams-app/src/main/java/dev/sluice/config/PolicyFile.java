package dev.sluice.config;

import dev.sluice.admission.Policy;
import java.util.Map;

/** One tenant's policy as YAML: the content below its name in the configuration file. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * Reads a policy and checks it like those in the configuration file.
   *
   * @param source the name to use in mistakes
   * @param settings whose routes it may name
   * @param environment the variables that {@code ${NAME}} may name
   * @return with version 0
   * @throws ConfigException with every mistake in it
   */
  public static Policy parse(
      String yaml, String source, Settings settings, Map<String, String> environment) {
    return SettingsReader.bind(
            yaml,
            source,
            environment,
            TenantSettings.class,
            (tenant, errors) -> new TenantChecks(settings, errors).tenant(SettingPath.ROOT, tenant))
        .toPolicy(0);
  }

  /** In the form that {@link #parse} reads, with defaults; API keys as hashes. */
  public static String write(Policy policy) {
    return Description.of(TenantSettings.of(policy));
  }
}
