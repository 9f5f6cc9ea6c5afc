package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.topology.FaultRun;
import dev.sluice.topology.SetAsideRun;
import dev.sluice.topology.SetAsideRun.SetAside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the codecs to provider/failures.csv, the whole gateway to what failures ask for, and
 * docs/failures.md to what was seen.
 */
class FailureTableTest {
  private static final String BEGIN =
      """
      | vendor | status | the body says | failure | retried | falls back | set aside for all | told to the client |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  /**
   * A row of the table.
   *
   * @param waitMs the wait that the failure asks for; empty for none
   * @param evidence what it is evidence about
   */
  record Row(
      String vendor, String file, String says, FailureType type, String waitMs, Evidence evidence) {
    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(
          cells[0],
          cells[1],
          cells[2],
          FailureType.valueOf(cells[3]),
          cells[4],
          Evidence.valueOf(cells[5]));
    }

    Outcome.Failed decoded() {
      Attempt attempt = Attempts.saying("hi", Attempts.target("t", vendor));
      HttpReply reply = Fixtures.reply(vendor, file);
      Outcome outcome = Fixtures.codec(vendor).decode(attempt, reply, Fixtures.NOW);
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      return (Outcome.Failed) outcome;
    }

    FaultRun.Fault fault() {
      HttpReply reply = Fixtures.reply(vendor, file);
      ResponseDefinitionBuilder served =
          aResponse().withStatus(reply.status()).withBody(reply.body());
      reply.headers().forEach((name, values) -> served.withHeader(name, values.get(0)));
      return new FaultRun.Fault(toString(), Fixtures.kind(vendor), served, null);
    }

    String inDocs() {
      String status = String.valueOf(Fixtures.reply(vendor, file).status());
      return FailureTableTest.inDocs(vendor, status, says, toString());
    }

    @Override
    public String toString() {
      return vendor + "/" + file;
    }
  }

  @TempDir static Path stateDir;
  @TempDir static Path otherStateDir;
  private static Map<String, FaultRun.Seen> seen = Map.of();
  private static Map<String, SetAside> setAside = Map.of();

  @BeforeAll
  static void run() throws Exception {
    Stream<FaultRun.Fault> replies = rows().stream().map(Row::fault);
    Stream<FaultRun.Fault> faults = faults().map(each -> each.fault().at(each.vendor()));
    List<FaultRun.Fault> all = Stream.concat(replies, faults).toList();
    seen = FaultRun.of(all, stateDir, Fixtures.NOW);
    setAside = SetAsideRun.of(all, otherStateDir, Fixtures.NOW);
  }

  private static FaultRun.Seen seen(String name) {
    return Objects.requireNonNull(seen.get(name), name);
  }

  private static SetAside setAside(String name) {
    return Objects.requireNonNull(setAside.get(name), name);
  }

  private static String inDocs(String vendor, String status, String says, String name) {
    FaultRun.Seen seen = seen(name);
    dev.sluice.v1.Failure told = seen.errorAlone().getFailure();
    return "| %s | %s | %s | `%s` | %s | %s | %s | %d `%s` |"
        .formatted(
            vendor,
            status,
            says,
            String.join("/", told.getTypePath()),
            seen.retried() ? "yes" : "no",
            seen.fellBackTo(),
            setAside(name).forAll(),
            told.getStatus(),
            told.getErrorType());
  }

  static List<Row> rows() {
    return Fixtures.text("failures.csv").lines().skip(1).map(Row::of).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldKnowWhatEveryReplyMeans(Row row) {
    // When
    Outcome.Failed failed = row.decoded();

    // Then
    Failure failure = failed.failure();
    assertThat(failure.type()).isEqualTo(row.type());
    assertThat(failed.evidence()).isEqualTo(row.evidence());
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

  record VendorFault(String vendor, ConnectionFault fault) {}

  static Stream<VendorFault> faults() {
    return Fixtures.vendors().stream()
        .flatMap(
            vendor ->
                Arrays.stream(ConnectionFault.values())
                    .map(fault -> new VendorFault(vendor, fault)));
  }

  static Stream<Arguments> wholeTable() {
    return Stream.concat(
        rows().stream().map(row -> Arguments.of(row.toString(), row.type(), row.waitMs())),
        faults()
            .map(each -> Arguments.of(each.fault().name(each.vendor()), each.fault().type, "")));
  }

  static Stream<Arguments> allEvidence() {
    return Stream.concat(
        rows().stream().map(row -> Arguments.of(row.toString(), row.evidence())),
        faults()
            .map(each -> Arguments.of(each.fault().name(each.vendor()), each.fault().evidence)));
  }

  @ParameterizedTest
  @MethodSource("allEvidence")
  void shouldSetAsideForAnotherTenantWhatOneTenantsFailureIsEvidenceAboutAndNothingElse(
      String name, Evidence evidence) {
    // When
    SetAside seen = setAside(name);

    // Then
    assertThat(seen)
        .isEqualTo(
            switch (evidence) {
              case REQUEST -> new SetAside(false, false, false, false);
              case UNCLEAR -> new SetAside(false, false, false, true);
              case TARGET -> new SetAside(true, false, false, true);
              case CREDENTIAL_FOR_MODEL -> new SetAside(true, true, false, true);
              case CREDENTIAL -> new SetAside(true, true, true, true);
            });
  }

  @ParameterizedTest
  @MethodSource("wholeTable")
  void shouldRetryFallBackAndEndAsTheFailureAsks(String name, FailureType type, String waitMs) {
    // When
    FaultRun.Seen seen = seen(name);

    // Then
    int tries = type.retryable() && !isBeyondTheDeadline(waitMs) ? 2 : 1;
    assertThat(seen.requests()).isEqualTo(tries);
    assertThat(seen.fellBackTo()).isEqualTo(list(type));
    assertThat(seen.attempts()).isEqualTo(tries + (list(type).equals("none") ? 0 : 1));
    dev.sluice.v1.Failure failure = seen.first().getFailure();
    assertThat(failure.getTypePath()).isEqualTo(type.path());
    assertThat(Objects.toString(failure.getRetryAfterMs(), "")).isEqualTo(waitMs);
    assertThat(seen.first().getTarget()).isEqualTo(name);

    assertThat(seen.requestsAlone()).isEqualTo(tries);
    assertThat(seen.errorAlone().getAttempts()).hasSize(tries);
    dev.sluice.v1.Failure told = seen.errorAlone().getFailure();
    assertThat(told).isEqualTo(seen.errorAlone().getAttempts().get(0).getFailure());
    assertThat(told.getTypePath()).isEqualTo(type.path());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellTheClientWhatTheReplyMeans(Row row) {
    // Given
    Failure decoded = row.decoded().failure();

    // When
    dev.sluice.v1.Failure told = seen(row.toString()).errorAlone().getFailure();

    // Then
    assertThat(told.getStatus()).isEqualTo(decoded.status());
    assertThat(told.getErrorType()).isEqualTo(decoded.errorType());
    assertThat(told.getCode()).isEqualTo(decoded.facts().code());
    assertThat(told.getHttpResponse().getBody())
        .isEqualTo(Fixtures.reply(row.vendor(), row.file()).body());
  }

  private static boolean isBeyondTheDeadline(String waitMs) {
    return !waitMs.isEmpty()
        && Duration.ofMillis(Long.parseLong(waitMs)).compareTo(FaultRun.TIME_LIMIT) > 0;
  }

  private static String list(FailureType type) {
    return type.fallback().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Test
  void shouldDocumentEveryRowAndNothingElse() throws IOException {
    // Given
    Path here = Path.of("").toAbsolutePath();
    Path docs = Files.exists(here.resolve("docs")) ? here : here.resolve("..");

    // When
    String table =
        BEGIN
            + Stream.concat(rows().stream().map(Row::inDocs), faultsInDocs())
                .collect(Collectors.joining("\n"))
            + "\n";

    // Then
    Files.writeString(Path.of("target", "vendor-failures-table.md"), table);
    assertThat(tableIn(Files.readString(docs.resolve("docs/failures.md"))))
        .as("the vendors' table of failures.md; target/vendor-failures-table.md has the right one")
        .isEqualTo(table);
  }

  /** One row each: the vendors' runs must not differ. */
  private static Stream<String> faultsInDocs() {
    return Arrays.stream(ConnectionFault.values())
        .flatMap(
            fault ->
                Fixtures.vendors().stream()
                    .map(vendor -> inDocs("*each*", fault.status(), fault.says, fault.name(vendor)))
                    .distinct());
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
        Stream.concat(rows().stream().map(Row::toString), GoldenFilesTest.answers()).toList();
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
