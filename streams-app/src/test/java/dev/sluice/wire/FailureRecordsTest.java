package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.failure.ProviderFailure;
import java.util.List;
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
  private static final BareAvro<dev.sluice.v1.Failure> AVRO =
      new BareAvro<>(dev.sluice.v1.Failure.getClassSchema());

  @Provide
  Arbitrary<Failure> failures() {
    return Failures.any();
  }

  @Property(tries = 500)
  void shouldGiveAnEqualFailureOfTheSameTypeAfterThreeTrips(@ForAll("failures") Failure failure) {
    Failure travelled = failure;
    for (int trip = 0; trip < 3; trip++) {
      travelled = trip(travelled);
    }

    assertThat(travelled).isEqualTo(failure).hasSameClassAs(failure);
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

  @Test
  void shouldKeepDetailsWhenOnlyTheyAreNewer() {
    // Given
    Failure own =
        Failure.of(
            FailureType.BUDGET_EXCEEDED, FailureFacts.of(FailureType.BUDGET_EXCEEDED, "spent"));
    dev.sluice.v1.Failure written =
        dev.sluice.v1.Failure.newBuilder(FailureRecords.toRecord(own))
            .setDetails("{\"max\":7}")
            .build();

    // When
    Failure read = FailureRecords.fromRecord(written);

    // Then
    assertThat(read).isInstanceOf(PolicyFailure.BudgetExceeded.class);
    assertThat(FailureRecords.toRecord(read)).isEqualTo(written);
  }

  private static Failure trip(Failure failure) {
    byte[] bytes = AVRO.encode(FailureRecords.toRecord(failure));
    return FailureRecords.fromRecord(AVRO.decode(bytes));
  }
}
