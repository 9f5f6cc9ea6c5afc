package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Reads tables that come with a release, from files beside this class. */
final class ReleaseFile {
  private ReleaseFile() {}

  /**
   * @param check reports what is wrong with values that fit their types
   * @throws ConfigException with every mistake in it
   */
  static <T extends Record> T read(String file, Class<T> type, BiConsumer<T, ConfigErrors> check) {
    String yaml;
    try (InputStream in = ReleaseFile.class.getResourceAsStream(file)) {
      yaml = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ConfigErrors report = new ConfigErrors(file);
    Variables none = new Variables(Map.of());
    Node.Mapping root = YamlReader.read(yaml, none, report);
    if (root == null) {
      throw report.toException();
    }
    report.root(root);
    T table = new Binder(report, none).bind(type, root);
    check.accept(table, report);
    if (!report.isEmpty()) {
      throw report.toException();
    }
    return table;
  }
}
