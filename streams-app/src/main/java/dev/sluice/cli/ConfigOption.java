package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that needs to find the cluster. */
final class ConfigOption {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's configuration file.")
  @SuppressWarnings("NullAway.Init") // set by Picocli
  private Path file;

  /**
   * @throws ConfigException with every mistake in the file
   */
  Settings load() {
    return SettingsReader.load(file, System.getenv());
  }
}
