package dev.sluice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.provider.Secret;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes settings as YAML that anyone may read: secrets are shown as {@code ***}. */
final class Description {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private Description() {}

  static String of(Record settings) {
    try {
      return YAML.writeValueAsString(plain(settings));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps and texts can be written", impossible);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof PassThrough passThrough) {
      return passThrough.redacted();
    }
    if (value instanceof JsonObject object) {
      return object.tree();
    }
    if (value instanceof Secret) {
      return "***";
    }
    if (value instanceof Duration time) {
      return Durations.write(time);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Description::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((key, item) -> plain.put(String.valueOf(plain(key)), plain(item)));
      return plain;
    }
    if (value instanceof Enum<?> constant) {
      return Scalars.label(constant);
    }
    if (value instanceof Record section && Reflection.isSection(section.getClass())) {
      return section(section);
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return value.toString();
  }

  private static Map<String, @Nullable Object> section(Record section) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      Object value = valueOf(component, section);
      Setting rule = component.getAnnotation(Setting.class);
      if (value != null) {
        plain.put(Names.inFile(component.getName()), plain(value));
      } else if (!rule.none().isEmpty()) {
        plain.put(Names.inFile(component.getName()), rule.none());
      }
    }
    return plain;
  }

  private static @Nullable Object valueOf(RecordComponent component, Record section) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException("can't read " + component, bug);
    }
  }
}
