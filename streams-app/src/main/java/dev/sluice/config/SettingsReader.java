package dev.sluice.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads {@link Settings}, and reports every mistake at once. */
public final class SettingsReader {
  private SettingsReader() {}

  /**
   * Reads a file.
   *
   * @param environment the variables that {@code ${NAME}} may name
   * @throws ConfigException with every mistake in it
   */
  public static Settings load(Path file, Map<String, String> environment) {
    String reason;
    try {
      return parse(Files.readString(file), file.toString(), environment);
    } catch (NoSuchFileException e) {
      reason = "there is no such file; name one with --config";
    } catch (CharacterCodingException e) {
      reason = "the file is not UTF-8 text";
    } catch (IOException e) {
      reason = "cannot read the file: " + e.getMessage();
    }
    throw new ConfigException(List.of(new ConfigError(file.toString(), 0, 0, reason)));
  }

  /**
   * @param source the name to use in mistakes
   * @throws ConfigException with every mistake in it
   */
  public static Settings parse(String yaml, String source, Map<String, String> environment) {
    return bind(
        yaml,
        source,
        environment,
        Settings.class,
        (settings, errors) -> new Checks(settings, errors).run());
  }

  /**
   * @param check reports what is wrong with values that fit their types
   */
  static <T extends Record> T bind(
      String yaml,
      String source,
      Map<String, String> environment,
      Class<T> type,
      BiConsumer<T, ConfigErrors> check) {
    ConfigErrors errors = new ConfigErrors(source);
    Variables variables = new Variables(environment);
    Node.Mapping root = YamlReader.read(yaml, variables, errors);
    if (root == null) {
      throw errors.toException();
    }
    errors.root(root);
    T bound = new Binder(errors, variables).bind(type, root);
    check.accept(bound, errors);
    if (!errors.isEmpty()) {
      throw errors.toException();
    }
    return bound;
  }
}
