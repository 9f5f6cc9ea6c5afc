package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.Releases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every kind of stored row is held to for every release: what that wrote is read, and written
 * for it byte for byte.
 *
 * <p>The bytes are under {@code src/test/resources/rows}; with {@code -Dfreeze=<release>} the
 * samples are written there for a new one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoredRowsContract {
  private static final Path FOLDER = Path.of("src", "test", "resources", "rows");
  private static final String LINES = "(?<=\\G.{96})";

  protected abstract List<StoredRow> rows();

  @BeforeAll
  void freezeWhenTold() throws IOException {
    String release = System.getProperty("freeze");
    if (release != null) {
      Files.createDirectories(FOLDER.resolve(release));
      for (StoredRow row : rows()) {
        String hex = HexFormat.of().formatHex(row.writtenWith(RowFormats.newest()));
        // what a release wrote never changes
        Files.writeString(
            file(release, row),
            String.join("\n", hex.split(LINES)) + "\n",
            StandardOpenOption.CREATE_NEW);
      }
    }
  }

  /** The newest release has every row; an older one may not have had it yet. */
  List<Arguments> eachRowOfEachRelease() {
    List<String> releases = Releases.names();
    String newest = releases.get(releases.size() - 1);
    return rows().stream()
        .flatMap(
            row ->
                releases.stream()
                    .filter(release -> release.equals(newest) || Files.exists(file(release, row)))
                    .map(release -> Arguments.of(row, release)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("eachRowOfEachRelease")
  void shouldReadWhatTheReleaseWroteAndWriteTheSameForIt(StoredRow row, String release)
      throws IOException {
    // Given
    assertThat(file(release, row))
        .as(
            "the row as release %s writes it; `mvn -pl streams-app -am test -Dfreeze=%s` writes it"
                + " with the release's schemas",
            release, release)
        .exists();
    byte[] bytes = HexFormat.of().parseHex(Files.readString(file(release, row)).replace("\n", ""));

    // When
    byte[] forThatRelease = row.rewrite().apply(bytes, RowFormats.of(release));

    // Then
    assertThat(forThatRelease).isEqualTo(bytes);
  }

  List<Arguments> eachRecordOfEachRelease() {
    return eachRowOfEachRelease().stream()
        .filter(each -> ((StoredRow) each.get()[0]).schema() != null)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("eachRecordOfEachRelease")
  void shouldWriteForAReleaseWhatItsOwnSchemaReads(StoredRow row, String release)
      throws IOException {
    // Given
    Schema schema = Releases.schema(release, Objects.requireNonNull(row.schema())).orElseThrow();

    // When
    byte[] bytes = row.writtenWith(RowFormats.of(release));

    // Then
    int start = row.before() + 1;
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, null);
    assertThat(bytes[row.before()] & 0xFF).isLessThanOrEqualTo(Releases.number(release));
    assertThat(new GenericDatumReader<>(schema, schema, new GenericData()).read(null, decoder))
        .isNotNull();
    assertThat(decoder.isEnd()).isTrue();
  }

  List<StoredRow> eachRow() {
    return rows();
  }

  @ParameterizedTest
  @MethodSource("eachRow")
  void shouldGiveTheSameBytesWhenARowIsReadAndWrittenInTheNewestFormat(StoredRow row) {
    // When
    byte[] again = row.writtenWith(RowFormats.newest());

    // Then
    assertThat(again).isEqualTo(row.sample());
  }

  private static Path file(String release, StoredRow row) {
    return FOLDER.resolve(release).resolve(row.name() + ".hex");
  }
}
