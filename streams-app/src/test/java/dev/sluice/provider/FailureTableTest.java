package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the codecs to provider/failures.csv, and docs/failures.md to both. */
class FailureTableTest {
  private static final String BEGIN =
      """
      | vendor | status | the body says | failure | retried | falls back | told to the client |
      | --- | --- | --- | --- | --- | --- | --- |
      """;

  /**
   * A row of the table.
   *
   * @param waitMs the wait that the failure asks for; empty for none
   */
  record Row(String vendor, String file, String says, FailureType type, String waitMs) {
    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(cells[0], cells[1], cells[2], FailureType.valueOf(cells[3]), cells[4]);
    }

    Failure decoded() {
      Attempt attempt = Attempts.saying("hi", Attempts.target("t", vendor));
      HttpReply reply = Fixtures.reply(vendor, file);
      Outcome outcome = Fixtures.codec(vendor).decode(attempt, reply, Fixtures.NOW);
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      return ((Outcome.Failed) outcome).failure();
    }

    String inDocs() {
      Failure failure = decoded();
      return "| %s | %d | %s | `%s` | %s | %s | %d `%s` |"
          .formatted(
              vendor,
              Fixtures.reply(vendor, file).status(),
              says,
              String.join("/", failure.typePath()),
              failure.type().retryable() ? "yes" : "no",
              failure.type().fallback().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              failure.status(),
              failure.errorType());
    }

    @Override
    public String toString() {
      return vendor + "/" + file;
    }
  }

  static List<Row> rows() {
    return Fixtures.text("failures.csv").lines().skip(1).map(Row::of).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldKnowWhatEveryReplyMeans(Row row) {
    // When
    Failure failure = row.decoded();

    // Then
    assertThat(failure.type()).isEqualTo(row.type());
    String waitMs =
        failure.facts().retryAfter() == null
            ? ""
            : String.valueOf(failure.facts().retryAfter().toMillis());
    assertThat(waitMs).isEqualTo(row.waitMs());
    HttpReply reply = Fixtures.reply(row.vendor(), row.file());
    assertThat(failure.message()).startsWith(row.vendor() + " answered " + reply.status());
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().headers()).isEqualTo(reply.headers());
    assertThat(failure.facts().response().body()).isEqualTo(reply.body());
  }

  @Test
  void shouldDocumentEveryRowAndNothingElse() throws IOException {
    // Given
    Path here = Path.of("").toAbsolutePath();
    Path docs = Files.exists(here.resolve("docs")) ? here : here.resolve("..");

    // When
    String table =
        BEGIN + rows().stream().map(Row::inDocs).collect(Collectors.joining("\n")) + "\n";

    // Then
    Files.writeString(Path.of("target", "vendor-failures-table.md"), table);
    assertThat(tableIn(Files.readString(docs.resolve("docs/failures.md"))))
        .as("the vendors' table of failures.md; target/vendor-failures-table.md has the right one")
        .isEqualTo(table);
  }

  private static String tableIn(String page) {
    int begin = page.indexOf(BEGIN.lines().findFirst().orElseThrow());
    assertThat(begin).as("the table's head in failures.md").isNotNegative();
    return page.substring(begin)
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  @Test
  void shouldUseEveryFile() throws Exception {
    // Given
    List<String> listed =
        Stream.concat(rows().stream().map(Row::toString), AnswersTest.files()).toList();
    Path root = Path.of(FailureTableTest.class.getResource("/provider").toURI());

    // When
    List<String> there;
    try (Stream<Path> files = Files.walk(root)) {
      there =
          files
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .filter(file -> file.endsWith(".response.json"))
              .map(file -> file.replace(".response.json", ""))
              .toList();
    }

    // Then
    assertThat(there).containsExactlyInAnyOrderElementsOf(listed);
  }
}
