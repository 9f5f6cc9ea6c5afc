package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lets a schema change later without breaking anyone, and be understood without its code. */
class SchemaConventionsTest {

  static Stream<Named<Schema>> types() {
    Map<String, Schema> types = new LinkedHashMap<>();
    Contract.records().forEach(schema -> collect(schema, types));
    return types.values().stream().map(schema -> Named.of(schema.getName(), schema));
  }

  static Stream<Named<Schema>> records() {
    return types().filter(named -> named.getPayload().getType() == Schema.Type.RECORD);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldSayWhatItIs(Schema type) {
    assertThat(type.getDoc()).isNotBlank();
    assertThat(type.getNamespace()).isEqualTo("dev.sluice.v1");
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldSayWhatEveryFieldIs(Schema type) {
    assertThat(type.getFields()).allSatisfy(field -> assertThat(field.doc()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldNameFieldsInSnakeCase(Schema type) {
    assertThat(type.getFields())
        .allSatisfy(field -> assertThat(field.name()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldHaveADefaultSymbolInEveryEnum(Schema type) {
    if (type.getType() == Schema.Type.ENUM) {
      assertThat(type.getEnumDefault()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldHaveADefaultInEveryFieldOfAnEnum(Schema type) {
    assertThat(type.getFields())
        .filteredOn(field -> field.schema().getType() == Schema.Type.ENUM)
        .allSatisfy(field -> assertThat(field.hasDefaultValue()).isTrue());
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldDefaultEveryNullableFieldToNull(Schema type) {
    assertThat(type.getFields())
        .filteredOn(field -> field.schema().isNullable())
        .allSatisfy(
            field -> {
              assertThat(field.schema().getTypes()).hasSize(2);
              assertThat(field.defaultVal()).isEqualTo(JsonProperties.NULL_VALUE);
            });
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldHaveATimestampTypeInEveryFieldThatIsATime(Schema type) {
    assertThat(type.getFields())
        // alert_at tells at which parts of a limit
        .filteredOn(field -> field.name().matches("(?!alert_at).*_at|deadline|not_before"))
        .allSatisfy(
            field ->
                assertThat(nonNull(field.schema()).getLogicalType())
                    .extracting("name")
                    .isEqualTo("timestamp-millis"));
  }

  private static Schema nonNull(Schema schema) {
    return schema.isUnion() ? schema.getTypes().get(1) : schema;
  }

  private static void collect(Schema schema, Map<String, Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM -> types.putIfAbsent(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
      default -> {}
    }
  }
}
