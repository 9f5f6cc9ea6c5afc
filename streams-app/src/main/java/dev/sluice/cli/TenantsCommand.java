package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Manages tenants while gateways run, through the tenants topic. */
@Command(
    name = "tenants",
    description = "Change and show tenants' policies and usage.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TenantsSetCommand.class,
      TenantsDeleteCommand.class,
      TenantsGetCommand.class,
      TenantsListCommand.class,
      TenantsUsageCommand.class,
      ResetClockCommand.class
    })
final class TenantsCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by Picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a subcommand: " + String.join(", ", spec.subcommands().keySet()));
  }
}
