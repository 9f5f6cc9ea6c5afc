package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the contract to FULL_TRANSITIVE without a registry: each current schema can read what every
 * release wrote and can be read by every release. The stores' rows are held to the same, since the
 * processes of two releases share them while they are exchanged.
 *
 * <p>With {@code -Dfreeze=<release>} the schemas are written to {@code schemas/released/<release>}
 * first; decision 0007 has the whole command.
 */
class ReleasedSchemasTest {
  @BeforeAll
  static void freezeWhenTold() {
    String version = System.getProperty("freeze");
    if (version != null) {
      Contract.freeze(version);
    }
  }

  static Stream<Named<Schema>> current() {
    return Contract.current().stream().map(schema -> Named.of(schema.getName(), schema));
  }

  @ParameterizedTest
  @MethodSource("current")
  void shouldBeFullyCompatibleWithEveryRelease(Schema schema) {
    // Given
    List<Schema> released =
        Contract.releases().stream()
            .map(release -> Contract.file(release, schema))
            .filter(Files::exists)
            .map(Contract::read)
            .toList();

    // When
    List<String> breaks = FullTransitive.breaks(schema, released);

    // Then
    assertThat(released).isNotEmpty();
    assertThat(breaks).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("current")
  void shouldBeFrozenAsItIs(Schema schema) throws IOException {
    // Given
    List<Path> releases = Contract.releases();
    Path newest = releases.get(releases.size() - 1);

    // When
    String frozen = Files.readString(Contract.file(newest, schema));

    // Then
    assertThat(Contract.pretty(schema))
        .as(
            "%s differs from schemas/%s. A released contract never changes: freeze the next release"
                + " with `mvn -pl streams-app -am test -Dfreeze=<release>` and commit the copies",
            schema.getName(), newest)
        .isEqualTo(frozen);
  }

  @Test
  void shouldLoseNoRecordThatWasReleased() throws IOException {
    // Given
    List<String> names = Contract.current().stream().map(s -> s.getName() + ".avsc").toList();

    // When
    for (Path release : Contract.releases()) {
      try (Stream<Path> files = Files.list(release)) {
        // Then
        assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(names);
      }
    }
  }

  @Test
  void shouldFindAllThatWasFrozenByItsReleaseAndName() {
    for (String release : Releases.names()) {
      for (Schema schema : Contract.current()) {
        // When
        Optional<Schema> found = Releases.schema(release, schema.getName());

        // Then
        Path file = Contract.file(Contract.RELEASED.resolve(release), schema);
        assertThat(found).isEqualTo(Optional.of(file).filter(Files::exists).map(Contract::read));
      }
    }
  }

  @Test
  void shouldNumberEveryReleaseInItsOrder() throws IOException {
    // When
    List<String> lines = Files.readAllLines(Contract.NUMBERS);

    // Then
    assertThat(lines.stream().map(line -> line.split(" ", 2)[1]))
        .containsExactlyElementsOf(
            Contract.releases().stream().map(dir -> dir.getFileName().toString()).toList());
    // the first byte of a row
    assertThat(lines.stream().map(line -> Integer.valueOf(line.split(" ", 2)[0])))
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(number -> number >= 1 && number <= 255);
    assertThat(Releases.number("1.0")).isEqualTo(1);
  }

  @Test
  void shouldSayWhichReleasesAreKnownWhenOneIsNot() {
    assertThatThrownBy(() -> Releases.number("0.9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no release '0.9'; known are " + String.join(", ", Releases.names()));
  }

  @Test
  void shouldHoldNothingOfJavaInTheFrozenCopies() throws IOException {
    for (Path release : Contract.releases()) {
      try (Stream<Path> files = Files.list(release)) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file)).doesNotContain("avro.java.string");
        }
      }
    }
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        change("a field without a default is gone", "Command", without("polling_id")),
        change(
            "a field without a default is new",
            "Command",
            with("{\"name\":\"x\",\"type\":\"int\",")),
        change(
            "a type is another",
            "CompletionRequest",
            text ->
                text.replace(
                    "{\"name\":\"model\",\"type\":\"string\"",
                    "{\"name\":\"model\",\"type\":\"long\"")),
        change(
            "a symbol is gone and the enum's default with it",
            "Command",
            text -> text.replaceFirst("\"UNKNOWN\",", "").replace(",\"default\":\"UNKNOWN\"", "")));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void shouldBeRefusedWhenAChangeBreaksReadersOrWriters(String name, UnaryOperator<String> change) {
    // Given
    Schema schema = schema(name);
    Schema changed = new Schema.Parser().parse(change.apply(schema.toString()));

    // When
    List<String> breaks = FullTransitive.breaks(changed, List.of(schema));

    // Then
    assertThat(changed).isNotEqualTo(schema);
    assertThat(breaks).isNotEmpty();
  }

  @Test
  void shouldBeAllowedWhenANewFieldHasADefaultAndAnEnumGainsASymbol() {
    // Given
    Schema schema = schema("Command");
    Schema grown =
        new Schema.Parser()
            .parse(
                with("{\"name\":\"x\",\"type\":[\"null\",\"int\"],\"default\":null,")
                    .apply(schema.toString())
                    .replace("\"CANCEL\"", "\"CANCEL\",\"PAUSE\""));

    // When
    List<String> breaks = FullTransitive.breaks(grown, List.of(schema));

    // Then
    assertThat(grown).isNotEqualTo(schema);
    assertThat(breaks).isEmpty();
  }

  private static Schema schema(String name) {
    return Contract.current().stream()
        .filter(schema -> schema.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Arguments change(String title, String name, UnaryOperator<String> change) {
    return Arguments.of(Named.of(title, name), change);
  }

  private static UnaryOperator<String> without(String field) {
    return text ->
        text.replaceFirst("\\{\"name\":\"" + field + "\",\"type\":\"string\",[^}]*\\},", "");
  }

  private static UnaryOperator<String> with(String beginningOfField) {
    return text ->
        text.replaceFirst(
            "\"fields\":\\[", "\"fields\":[" + beginningOfField + "\"doc\":\"new\"},");
  }
}
