package dev.sluice.cli;

import dev.sluice.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** Manages tenants while gateways run, through the tenants topic. */
@Command(
    name = "tenants",
    description = "Change and look at tenants' policies, and at what they have used.",
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
        spec.commandLine(), "say what to do: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** The options that every subcommand needs to find the cluster. */
  static final class Config {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "The gateway's configuration file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    Settings load() {
      return Settings.load(file, System.getenv());
    }
  }
}
