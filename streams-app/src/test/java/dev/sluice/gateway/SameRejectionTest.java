package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.client.Expectation;
import dev.sluice.client.RequestOutcome;
import dev.sluice.demo.DemoEvents;
import dev.sluice.demo.DemoReport;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.http.ErrorBodies;
import dev.sluice.http.openai.ApiError;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.FailureRecords;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy's rejection keeps its own words all the way out. */
class SameRejectionTest {
  private static final AvroRowCodec<ErrorRecord> AVRO =
      new AvroRowCodec<>(ErrorRecord.getClassSchema());

  static Stream<Failure> rejections() {
    return Stream.of(
        new PolicyFailure.RateLimited(
            FailureFacts.of(FailureType.RATE_LIMITED, "the limit of 3 requests in 1m is reached")
                .withRetryAfter(Duration.ofMillis(1_500))),
        new PolicyFailure.BudgetExceeded(
            FailureFacts.of(
                FailureType.BUDGET_EXCEEDED, "0.25 USD a day are spent; ".repeat(8) + "wait"),
            250L,
            250L),
        PolicyFailure.GuardrailBlocked.of("manners", "be kind", false, 403),
        PolicyFailure.HookRejected.of("legal", "not in this country", "r-7", null));
  }

  @ParameterizedTest
  @MethodSource("rejections")
  void shouldTellTheSameInTheRecordOverHttpAndInTheDemo(Failure rejection) {
    // Given
    ErrorRecord published =
        ErrorRecord.newBuilder(DemoEvents.rejected(1, false))
            .setFailure(FailureRecords.toRecord(rejection))
            .build();

    // When
    ErrorRecord read = AVRO.decode(AVRO.encode(published));
    ApiError answer = ApiError.of(read.getFailure());
    JsonNode body = ErrorBodies.of(read.getFailure());
    List<RequestOutcome> outcomes = DemoEvents.outcomes(DemoEvents.line(Expectation.NONE), read);

    // Then
    assertThat(read.getFailure().getStatus()).isEqualTo(rejection.status());
    assertThat(answer.status()).isEqualTo(rejection.status());
    assertThat(answer.retryAfterSeconds())
        .isEqualTo(rejection.facts().retryAfter() == null ? null : (Long) 2L);
    assertThat(body.path("type").asText()).isEqualTo(read.getFailure().getErrorType());
    assertThat(body.path("code").asText()).isEqualTo(read.getFailure().getCode());
    assertThat(body.path("message").asText()).isEqualTo(rejection.message());
    List<String> lines = DemoReport.rejections(outcomes);
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(DemoReport.WIDTH));
    assertThat(String.join(" ", lines).replaceAll(" +", " ").strip())
        .isEqualTo(
            "%d %s %s: %s"
                .formatted(
                    answer.status(),
                    body.path("type").asText(),
                    body.path("code").asText(),
                    body.path("message").asText()));
    assertThat(DemoReport.table(outcomes, false).get(1))
        .contains(String.valueOf(rejection.status()));
  }
}
