package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Holds the codecs to provider/failures.csv and provider/provider-replies.json, the whole gateway
 * to what failures ask for, and docs/failures.md to what was seen.
 */
class FailureTableTest {
  @TempDir static Path stateDir;
  @TempDir static Path otherStateDir;
  private static Map<String, FaultRun.Seen> seen = Map.of();
  private static Map<String, SetAside> setAside = Map.of();

  @BeforeAll
  static void run() throws Exception {
    Stream<FaultRun.Fault> replies = cases().stream().map(ReplyCase::fault);
    Stream<FaultRun.Fault> faults = faults().map(each -> each.fault().at(each.vendor()));
    List<FaultRun.Fault> all = Stream.concat(replies, faults).toList();
    seen = FaultRun.of(all, stateDir, Fixtures.NOW);
    setAside = SetAsideRun.of(all, otherStateDir, Fixtures.NOW);
  }

  static List<ReplyCase> cases() {
    return ReplyCase.ofGateway();
  }

  private static FaultRun.Seen seen(String name) {
    return Objects.requireNonNull(seen.get(name), name);
  }

  private static SetAside setAside(String name) {
    return Objects.requireNonNull(setAside.get(name), name);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldKnowWhatEveryReplyMeans(ReplyCase row) {
    // When
    Outcome.Failed failed = row.decoded();

    // Then
    Failure failure = failed.failure();
    assertThat(row.types()).contains(failure.type());
    assertThat(failed.evidence()).isEqualTo(row.evidence());
    assertThat(waited(failure)).isEqualTo(row.waited());
    if (row.param() != null) {
      assertThat(failure.facts().param()).isEqualTo(row.param());
    }
    assertThat(failure.message()).startsWith(row.codec() + " answered " + row.reply().status());
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().body()).isEqualTo(row.reply().body());
  }

  static Stream<ReplyCase> listed() {
    return ReplyCase.listed();
  }

  @ParameterizedTest
  @MethodSource("listed")
  void shouldKeepTheHeadersThatTellOfLimitsAndRequests(ReplyCase row) {
    // When
    Failure failure = row.decoded().failure();

    // Then
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().headers()).isEqualTo(row.reply().headers());
  }

  private static String waited(Failure failure) {
    Duration wait = failure.facts().retryAfter();
    return wait == null ? "" : String.valueOf(wait.toMillis());
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
        cases().stream().map(row -> Arguments.of(row.name(), row.type(), row.waited())),
        faults()
            .map(each -> Arguments.of(each.fault().name(each.vendor()), each.fault().type, "")));
  }

  static Stream<Arguments> allEvidence() {
    return Stream.concat(
        cases().stream().map(row -> Arguments.of(row.name(), row.evidence())),
        faults()
            .map(each -> Arguments.of(each.fault().name(each.vendor()), each.fault().evidence())));
  }

  @ParameterizedTest
  @MethodSource("allEvidence")
  void shouldSetAsideForAnotherTenantWhatOneTenantsFailureIsEvidenceAboutAndNothingElse(
      String name, Evidence evidence) {
    // When
    SetAside seen = setAside(name);

    // Then
    boolean isOfKey = evidence.isOfCredential() || evidence.isOfCredentialForModel();
    assertThat(seen)
        .isEqualTo(
            new SetAside(
                evidence.target() == Evidence.OfTarget.FAILING || isOfKey,
                isOfKey,
                evidence.isOfCredential(),
                !evidence.equals(Evidence.REQUEST)));
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
  @MethodSource("cases")
  void shouldTellTheClientWhatTheReplyMeans(ReplyCase row) {
    // Given
    Failure decoded = row.decoded().failure();

    // When
    dev.sluice.v1.Failure told = seen(row.name()).errorAlone().getFailure();

    // Then
    assertThat(told.getStatus()).isEqualTo(decoded.status());
    assertThat(told.getErrorType()).isEqualTo(decoded.errorType());
    assertThat(told.getCode()).isEqualTo(decoded.facts().code());
    assertThat(told.getHttpResponse().getBody()).isEqualTo(row.reply().body());
  }

  private static boolean isBeyondTheDeadline(String waitMs) {
    return !waitMs.isEmpty()
        && Duration.ofMillis(Long.parseLong(waitMs)).compareTo(FaultRun.TIME_LIMIT) > 0;
  }

  private static String list(FailureType type) {
    return type.fallback().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Test
  void shouldDocumentEveryCaseByKindAndNothingElse() throws IOException {
    // Given
    Path here = Path.of("").toAbsolutePath();
    Path docs = Files.exists(here.resolve("docs")) ? here : here.resolve("..");

    // When
    String tables = FailureDocs.tables(cases(), seen, setAside);

    // Then
    Files.writeString(Path.of("target", "vendor-failures.md"), tables);
    assertThat(FailureDocs.tablesIn(Files.readString(docs.resolve("docs/failures.md"))))
        .as("the tables of failures.md; target/vendor-failures.md has the right ones")
        .isEqualTo(tables);
  }

  @Test
  void shouldUseEveryFile() throws Exception {
    // Given
    List<String> listed =
        Stream.concat(ReplyCase.listed().map(ReplyCase::name), GoldenFilesTest.answers()).toList();
    Path root = Path.of(FailureTableTest.class.getResource("/provider").toURI());

    // When
    List<String> there;
    try (Stream<Path> files = Files.walk(root)) {
      there =
          files
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .filter(file -> file.endsWith(".response.json"))
              .map(file -> file.replace(".response.json", ""))
              .collect(Collectors.toList());
    }

    // Then
    assertThat(there).containsExactlyInAnyOrderElementsOf(listed);
  }
}
