package dev.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the mistakes of one file. Confined to the thread that reads it. */
final class ConfigErrors {
  private final String source;
  private final List<ConfigError> mistakes = new ArrayList<>();
  private final List<SettingPath> paths = new ArrayList<>();
  private @Nullable Node root;

  ConfigErrors(String source) {
    this.source = source;
  }

  /** The tree in which {@link #check} looks up the location of a setting. */
  void root(Node root) {
    this.root = root;
  }

  void add(SettingPath path, FileLocation place, String message) {
    add(path, path, place, message);
  }

  /**
   * @param section named by the message
   * @param path what is wrong
   */
  void add(SettingPath section, SettingPath path, FileLocation place, String message) {
    String prefix = section.equals(SettingPath.ROOT) ? "" : section + ": ";
    mistakes.add(new ConfigError(source, place.line(), place.column(), prefix + message));
    paths.add(path);
  }

  /**
   * Reports a mistake that follows from several settings, at the first of them. Silent if one of
   * them is already known to be wrong, since then its value is not the file's.
   */
  void check(boolean holds, String message, SettingPath at, SettingPath... others) {
    if (holds || isWrong(at) || List.of(others).stream().anyMatch(this::isWrong)) {
      return;
    }
    add(at, placeOf(at), message);
  }

  boolean isEmpty() {
    return mistakes.isEmpty();
  }

  ConfigException toException() {
    List<ConfigError> sorted = new ArrayList<>(mistakes);
    sorted.sort(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column));
    return new ConfigException(sorted);
  }

  private boolean isWrong(SettingPath path) {
    return paths.stream().anyMatch(wrong -> path.startsWith(wrong) || wrong.startsWith(path));
  }

  /** Of the setting's key, or of the nearest enclosing section that is in the file. */
  private FileLocation placeOf(SettingPath path) {
    Node node = root;
    FileLocation place = node == null ? FileLocation.FILE : node.place();
    for (String step : path.steps()) {
      if (node == null) {
        break;
      }
      Node.@Nullable Entry entry =
          node instanceof Node.Mapping mapping ? mapping.entries().get(step) : null;
      node = node.at(step);
      if (entry != null) {
        place = entry.place();
      } else if (node != null) {
        place = node.place();
      }
    }
    return place;
  }
}
