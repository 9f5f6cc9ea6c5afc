package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client can't have more output than was reserved for it. */
class OutputMaximumTest {
  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
    gateway.tenant(
        "acme", Limit.of(List.of(Scope.TENANT), Metric.OUTPUT_TOKENS, 1_000, Window.HOUR));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens", "max_output_tokens", "n"})
  void shouldRefuseAMaximumInTheExtraBodyThatWouldEvadeTheLimitAndConsumeNothing(String field) {
    // When
    gateway.publishes("acme", asks("r-1", 10, "{\"" + field + "\": 100000}"));
    gateway.publishes("acme", asks("r-2", 1_000, null));

    // Then
    List<ErrorRecord> errors = gateway.errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).getFailure().getStatus()).isEqualTo(400);
    assertThat(errors.get(0).getFailure().getParam()).isEqualTo("extra_body." + field);
    LimitState first = only(gateway.polling()).getLimits().get(0);
    assertThat(first.getReserved()).isEqualTo(1_000);
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldReserveAndSendTheDefaultWhenNeitherRequestNorTargetNamesAMaximum() {
    // When
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));

    // Then
    assertThat(only(gateway.polling()).getLimits().get(0).getReserved()).isEqualTo(1_000);
    assertThat(gateway.dispatcher.next().sampling().maxOutputTokens()).isEqualTo(1_000);
  }

  private static Request asks(String id, int maxOutputTokens, @Nullable String extraBody) {
    return new Request(
        id,
        "chat",
        List.of(Message.text(Role.USER, "What is a sluice?")),
        Sampling.NONE.withMaxOutputTokens(maxOutputTokens),
        extraBody,
        Request.DEFAULT_KEY,
        null,
        List.of(),
        Map.of(),
        null,
        0,
        OnLimit.REJECT,
        false);
  }

  private static PollingEvent only(List<PollingEvent> events) {
    assertThat(events).hasSize(1);
    return events.get(0);
  }
}
