package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;

/** The path from the file's root to a setting, such as {@code routes.chat.targets[0].timeout}. */
record SettingPath(List<String> steps) {
  static final SettingPath ROOT = new SettingPath(List.of());

  SettingPath {
    steps = List.copyOf(steps);
  }

  static SettingPath of(String... steps) {
    return new SettingPath(List.of(steps));
  }

  SettingPath child(String name) {
    List<String> longer = new ArrayList<>(steps);
    longer.add(name);
    return new SettingPath(longer);
  }

  SettingPath item(int index) {
    return child("[" + index + "]");
  }

  /** Appends a path in the form of {@link #toString}. */
  SettingPath below(String path) {
    SettingPath deeper = this;
    for (String step : path.replace("[", ".[").split("\\.", -1)) {
      deeper = deeper.child(step);
    }
    return deeper;
  }

  boolean startsWith(SettingPath other) {
    return steps.size() >= other.steps.size()
        && steps.subList(0, other.steps.size()).equals(other.steps);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String step : steps) {
      text.append(text.isEmpty() || step.startsWith("[") ? "" : ".").append(step);
    }
    return text.toString();
  }
}
