package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration can't be used; thrown once, with every mistake in it. The process prints its
 * message and ends.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigError> mistakes;

  ConfigException(List<ConfigError> mistakes) {
    super(mistakes.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** All mistakes, in the order of the file; not empty. */
  public List<ConfigError> mistakes() {
    return mistakes;
  }
}
