package dev.sluice.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record's declaration says about its settings. */
final class Reflection {
  private Reflection() {}

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** Whether it has settings of its own. */
  static boolean isSection(Class<?> type) {
    return type.isRecord() && !hasManyValues(type) && type != Size.class;
  }

  static boolean hasManyValues(Class<?> type) {
    return type == List.class
        || type == Map.class
        || type == PassThrough.class
        || type == JsonObject.class;
  }
}
