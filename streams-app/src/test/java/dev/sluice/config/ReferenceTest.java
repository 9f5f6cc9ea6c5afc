package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md to what the records say. */
class ReferenceTest {
  private static final String BEGIN =
      "| setting | type | default | meaning |\n| --- | --- | --- | --- |\n";

  @Test
  void shouldDocumentEverySettingAndNothingElse() throws IOException {
    // Given
    Path page = ConfigFiles.example("../docs/configuration.md");

    // When
    List<String> rows = new ArrayList<>();
    rows("", Settings.class, rows);
    String table = BEGIN + String.join("\n", rows) + "\n";

    // Then
    Files.writeString(Path.of("target", "configuration-table.md"), table);
    String text = Files.readString(page);
    assertThat(text)
        .as("the table of docs/configuration.md; target/configuration-table.md has the right one")
        .endsWith("\n\n" + table);
  }

  private static void rows(String prefix, Class<?> section, List<String> rows) {
    for (RecordComponent component : section.getRecordComponents()) {
      Setting rule = component.getAnnotation(Setting.class);
      assertThat(rule).as("the annotation of %s", component).isNotNull();
      String path = prefix + Names.inFile(component.getName());
      rows.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  path,
                  type(component, rule),
                  byDefault(component, rule),
                  rule.value().replace("|", "\\|")));
      Type element = component.getGenericType();
      String suffix = ".";
      if (element instanceof ParameterizedType many) {
        Type[] arguments = many.getActualTypeArguments();
        element = arguments[arguments.length - 1];
        suffix = arguments.length == 1 ? "[]." : ".<name>.";
      }
      boolean shownAbove = path.equals("unknown_tenants");
      if (element instanceof Class<?> type && Reflection.isSection(type) && !shownAbove) {
        rows(path + suffix, type, rows);
      }
    }
  }

  private static String byDefault(RecordComponent component, Setting rule) {
    if (!rule.byDefault().isEmpty()) {
      return "`" + rule.byDefault() + "`";
    }
    boolean optional =
        Reflection.isNullable(component) || Reflection.hasManyValues(component.getType());
    return optional || Reflection.isSection(component.getType()) ? "" : "required";
  }

  private static String type(RecordComponent component, Setting rule) {
    String range = rule.min().isEmpty() && rule.max().isEmpty() ? "" : ", " + Scalars.range(rule);
    return typeName(component.getGenericType()) + range;
  }

  private static String typeName(Type type) {
    if (type instanceof ParameterizedType many) {
      Type[] arguments = many.getActualTypeArguments();
      String element = typeName(arguments[arguments.length - 1]);
      return arguments.length == 1 ? "list of " + element : element + " by name";
    }
    Class<?> of = (Class<?>) type;
    if (of == PassThrough.class) {
      return "settings of the client";
    }
    if (of == JsonObject.class) {
      return "any settings";
    }
    return Reflection.isSection(of)
        ? "settings"
        : Scalars.expected(of).replaceFirst("^(an?|one of) ", "").replaceFirst(" such as .*", "");
  }
}
