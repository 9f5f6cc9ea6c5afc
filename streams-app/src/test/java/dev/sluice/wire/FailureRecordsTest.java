package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AttemptRef;
import dev.sluice.call.EndedAttempt;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureRecordsTest {
  private static final AvroRowCodec<dev.sluice.v1.Failure> AVRO =
      new AvroRowCodec<>(dev.sluice.v1.Failure.getClassSchema());

  private static final AvroRowCodec<ErrorRecord> EVENTS =
      new AvroRowCodec<>(ErrorRecord.getClassSchema());

  private static final Failure SPENT =
      new PolicyFailure.BudgetExceeded(
          FailureFacts.of(FailureType.BUDGET_EXCEEDED, "spent"), 8L, 7L);

  @Provide
  Arbitrary<Failure> failures() {
    return Failures.any();
  }

  @Property(tries = 500)
  void shouldGiveAnEqualFailureOfTheSameTypeAfterThreeTrips(@ForAll("failures") Failure failure) {
    // When
    Failure travelled = failure;
    for (int trip = 0; trip < 3; trip++) {
      travelled = tripAsEvent(travelled);
    }

    // Then
    assertThat(travelled).isEqualTo(failure).hasSameClassAs(failure);
  }

  @Property(tries = 100)
  void shouldTellNoSecretOfTheRequest(@ForAll("failures") Failure failure) {
    // When
    byte[] bytes = AVRO.encode(FailureRecords.toRecord(failure));

    // Then
    assertThat(new String(bytes, UTF_8)).doesNotContain(Failures.SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepEveryFieldOfItsOwnWhenEveryTypeTravels(FailureType type) {
    // Given
    List<Failure> failures =
        Failures.ofType(type).sampleStream().limit(50).collect(Collectors.toList());

    // When
    List<Failure> read = failures.stream().map(FailureRecordsTest::tripAsEvent).toList();

    // Then
    assertThat(read).isEqualTo(failures);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTheTypeWhenEveryTypeTravels(FailureType type) {
    // Given
    Failure failure = Failure.of(type, FailureFacts.of(type, "no"));

    // When
    Failure read = trip(failure);

    // Then
    assertThat(read).isEqualTo(failure);
    assertThat(read.type()).isEqualTo(type);
    assertThat(read.facts().newer()).isNull();
  }

  static Stream<Arguments> ancestors() {
    return Stream.of(
        Arguments.of(List.of("caller", "brand_new"), CallerFailure.Unrecognized.class),
        Arguments.of(List.of("policy", "brand_new", "x"), PolicyFailure.Unrecognized.class),
        Arguments.of(
            List.of("provider", "rate_limited", "daily"), ProviderFailure.RateLimited.class),
        Arguments.of(List.of("policy", "rate_limited"), PolicyFailure.RateLimited.class),
        Arguments.of(List.of("provider"), ProviderFailure.Unrecognized.class),
        Arguments.of(List.of("gateway", "brand_new"), GatewayFailure.Unrecognized.class),
        Arguments.of(List.of("astral", "internal"), GatewayFailure.Unrecognized.class),
        Arguments.of(List.of(), GatewayFailure.Unrecognized.class));
  }

  @ParameterizedTest
  @MethodSource("ancestors")
  void shouldBeItsNearestKnownAncestorAndBeWrittenBackWholeWhenTheTypeIsNewer(
      List<String> path, Class<? extends Failure> ancestor) {
    // Given
    dev.sluice.v1.Failure written =
        dev.sluice.v1.Failure.newBuilder()
            .setTypePath(path)
            .setMessage("from the future")
            .setStatus(418)
            .setErrorType("future_error")
            .setDetails("{\"what\": {\"this\": \"release\"}, \"never\":1e400}")
            .build();

    // When
    Failure read = FailureRecords.fromRecord(AVRO.decode(AVRO.encode(written)));

    // Then
    assertThat(read).isInstanceOf(ancestor);
    assertThat(read.status()).isEqualTo(418);
    assertThat(read.errorType()).isEqualTo("future_error");
    assertThat(FailureRecords.toRecord(read)).isEqualTo(written);
  }

  static Stream<String> odd() {
    return Stream.of(
        "{\"max_micros\":7,\"per\":\"month\"}",
        "{ \"max_micros\" : 7 }",
        "{\"max_micros\":\"seven\"}",
        "{\"max_micros\":7.5}",
        "{\"current_micros\":null,\"max_micros\":1e3}",
        "[7]",
        "no JSON",
        "{}",
        "");
  }

  @ParameterizedTest
  @MethodSource("odd")
  void shouldWriteDetailsBackAsTheyWereWhenTheyAreNotWhatThisReleaseWrites(String details) {
    // Given
    dev.sluice.v1.Failure written =
        dev.sluice.v1.Failure.newBuilder(FailureRecords.toRecord(SPENT))
            .setDetails(details)
            .build();

    // When
    Failure read = FailureRecords.fromRecord(written);

    // Then
    assertThat(read).isInstanceOf(PolicyFailure.BudgetExceeded.class);
    assertThat(FailureRecords.toRecord(read)).isEqualTo(written);
  }

  @Test
  void shouldReadTheFieldsThatItKnowsWhenOthersAreNewer() {
    // Given
    dev.sluice.v1.Failure written =
        dev.sluice.v1.Failure.newBuilder(FailureRecords.toRecord(SPENT))
            .setDetails("{\"per\":\"month\",\"max_micros\":7}")
            .build();

    // When
    Failure read = FailureRecords.fromRecord(written);

    // Then
    assertThat(((PolicyFailure.BudgetExceeded) read).maxMicros()).isEqualTo(7);
    assertThat(((PolicyFailure.BudgetExceeded) read).currentMicros()).isNull();
  }

  /** As the failure of an error record, and as that of its attempt. */
  private static Failure tripAsEvent(Failure failure) {
    Instant now = Instant.parse("2026-11-21T10:00:00.123Z");
    EndedAttempt attempt =
        new EndedAttempt(new AttemptRef("a", 1, "t", "p", "m", now, now), failure, null);
    ErrorRecord written =
        ErrorRecord.newBuilder()
            .setOccurredAt(now)
            .setFailure(FailureRecords.toRecord(failure))
            .setAttempts(List.of(AttemptRecords.toRecord(attempt)))
            .setSource(new Source("requests", 0, 1L, 2L, -1L))
            .build();
    ErrorRecord read = EVENTS.decode(EVENTS.encode(written));
    assertThat(AttemptRecords.fromRecord(read.getAttempts().get(0))).isEqualTo(attempt);
    return FailureRecords.fromRecord(read.getFailure());
  }

  private static Failure trip(Failure failure) {
    byte[] bytes = AVRO.encode(FailureRecords.toRecord(failure));
    return FailureRecords.fromRecord(AVRO.decode(bytes));
  }
}
