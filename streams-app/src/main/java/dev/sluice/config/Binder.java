package dev.sluice.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates records from a tree. Reports a value that can't be read and replaces it by its default or
 * by any value of its type, so that the rest of the file is read and checked too; the caller must
 * not use the records if the report holds mistakes.
 */
final class Binder {
  private final ConfigErrors report;
  private final Variables variables;

  Binder(ConfigErrors report, Variables variables) {
    this.report = report;
    this.variables = variables;
  }

  <T extends Record> T bind(Class<T> type, Node.Mapping root) {
    return type.cast(section(type, root, SettingPath.ROOT));
  }

  private Object section(Class<?> type, Node node, SettingPath path) {
    Node.Mapping mapping = mappingOf(node, path);
    RecordComponent[] components = type.getRecordComponents();
    List<String> known =
        Arrays.stream(components).map(component -> Names.inFile(component.getName())).toList();
    if (mapping != null) {
      refuseUnknownKeys(mapping, known, path);
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Node value = mapping == null ? new Node.Broken(node.place()) : mapping.at(known.get(i));
      values[i] = component(components[i], value, node.place(), path.child(known.get(i)));
    }
    return construct(type, components, values);
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Node node, FileLocation around, SettingPath path) {
    Setting rule = component.getAnnotation(Setting.class);
    Class<?> type = component.getType();
    boolean nullable = Reflection.isNullable(component);
    boolean absent = node == null || node instanceof Node.Nothing;
    if (Reflection.isSection(type)) {
      if (node instanceof Node.Scalar word && !rule.none().isEmpty()) {
        if (!word.text().equals(rule.none())) {
          report.add(
              path,
              word.place(),
              "expected '" + rule.none() + "' or settings below it, but found " + word.kind());
        }
        return null;
      }
      if (nullable && (absent || node instanceof Node.Broken)) {
        return null;
      }
      return section(type, node == null ? new Node.Nothing(around) : node, path);
    }
    if (Reflection.hasManyValues(type)) {
      return nullable && absent ? null : many(component.getGenericType(), node, path);
    }
    if (node != null && !absent) {
      return scalar(type, rule, nullable, node, path);
    }
    if (!nullable && rule.byDefault().isEmpty()) {
      report.add(path, node == null ? around : node.place(), "is missing");
    }
    return fallback(type, rule, nullable);
  }

  private Object many(Type type, @Nullable Node node, SettingPath path) {
    if (type == PassThrough.class) {
      return new PassThrough(properties(node, path));
    }
    if (type == JsonObject.class) {
      Node.Mapping mapping = node == null ? null : mappingOf(node, path);
      return new JsonObject(mapping == null ? "{}" : mapping.json().toString());
    }
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return ((ParameterizedType) type).getRawType() == List.class
        ? list((Class<?>) arguments[0], node, path)
        : map((Class<?>) arguments[0], (Class<?>) arguments[1], node, path);
  }

  private Map<String, String> properties(@Nullable Node node, SettingPath path) {
    Map<String, String> properties = new LinkedHashMap<>();
    entries(node, path)
        .forEach(
            (name, entry) -> {
              String value = property(entry.value());
              if (value != null) {
                properties.put(name, value);
              } else if (!(entry.value() instanceof Node.Broken)) {
                report.add(
                    path.child(name),
                    entry.place(),
                    entry.value() instanceof Node.Mapping
                        ? "a client's setting has one value; write nested names as one, with dots"
                        : "has no value");
              }
            });
    return properties;
  }

  /** Writes lists with commas, as Kafka does; null if it is not a value. */
  private static @Nullable String property(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    if (node instanceof Node.Sequence sequence) {
      List<String> texts = new ArrayList<>();
      for (Node item : sequence.items()) {
        if (!(item instanceof Node.Scalar scalar)) {
          return null;
        }
        texts.add(scalar.text());
      }
      return String.join(",", texts);
    }
    return null;
  }

  private List<Object> list(Class<?> type, @Nullable Node node, SettingPath path) {
    List<Object> values = new ArrayList<>();
    if (node instanceof Node.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        values.add(element(type, sequence.items().get(i), path.item(i)));
      }
    } else if (node instanceof Node.Scalar && !Reflection.isSection(type)) {
      values.add(element(type, node, path));
    } else if (node != null && !(node instanceof Node.Nothing || node instanceof Node.Broken)) {
      report.add(path, node.place(), "expected a list, but found " + node.kind());
    }
    return values;
  }

  private Map<Object, Object> map(
      Class<?> keyType, Class<?> valueType, @Nullable Node node, SettingPath path) {
    Map<Object, Object> values = new LinkedHashMap<>();
    entries(node, path)
        .forEach(
            (name, entry) -> {
              try {
                Object key = Scalars.parse(keyType, name, "'" + name + "'");
                values.put(key, element(valueType, entry.value(), path.child(name)));
              } catch (BadValueException e) {
                report.add(path.child(name), entry.place(), "as a name: " + e.problem());
              }
            });
    return values;
  }

  private Object element(Class<?> type, Node node, SettingPath path) {
    if (Reflection.isSection(type)) {
      return section(type, node, path);
    }
    if (node instanceof Node.Nothing) {
      report.add(path, node.place(), "has no value");
      return Scalars.any(type);
    }
    Object value = scalar(type, null, false, node, path);
    return value == null ? Scalars.any(type) : value;
  }

  private @Nullable Object scalar(
      Class<?> type, @Nullable Setting rule, boolean nullable, Node node, SettingPath path) {
    try {
      if (node instanceof Node.Scalar scalar) {
        String found = type == dev.sluice.provider.Secret.class ? "this value" : scalar.kind();
        Object value = Scalars.parse(type, scalar.text(), found);
        if (rule != null) {
          Scalars.checkRange(type, value, rule, found);
        }
        return value;
      }
      if (!(node instanceof Node.Broken)) {
        report.add(
            path,
            node.place(),
            "expected " + Scalars.expected(type) + ", but found " + node.kind());
      }
    } catch (BadValueException e) {
      report.add(path, node.place(), e.problem());
    }
    return fallback(type, rule, nullable);
  }

  private @Nullable Object fallback(Class<?> type, @Nullable Setting rule, boolean nullable) {
    if (rule != null && !rule.byDefault().isEmpty()) {
      return Scalars.parse(type, variables.resolve(rule.byDefault()), "the default");
    }
    return nullable ? null : Scalars.any(type);
  }

  private Map<String, Node.Entry> entries(@Nullable Node node, SettingPath path) {
    Node.Mapping mapping = node == null ? null : mappingOf(node, path);
    return mapping == null ? Map.of() : mapping.entries();
  }

  /** Empty for a key without a value; null if the report says why not. */
  private Node.@Nullable Mapping mappingOf(Node node, SettingPath path) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    if (node instanceof Node.Nothing) {
      return new Node.Mapping(node.place(), Map.of());
    }
    if (!(node instanceof Node.Broken)) {
      report.add(
          path, node.place(), "expected `name: value` lines below it, but found " + node.kind());
    }
    return null;
  }

  private void refuseUnknownKeys(Node.Mapping mapping, List<String> known, SettingPath path) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                report.add(
                    path,
                    path.child(key),
                    entry.place(),
                    "unknown key '" + key + "'" + Names.didYouMean(key, known));
              }
            });
  }

  private static Object construct(Class<?> type, RecordComponent[] components, Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException("can't make " + type.getSimpleName(), bug);
    }
  }
}
