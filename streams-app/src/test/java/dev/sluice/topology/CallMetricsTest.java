package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.CancelledCalls.cancelled;
import static dev.sluice.topology.CancelledCalls.command;
import static dev.sluice.topology.GatewayHarness.TOPICS;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.gateway.metrics.AttemptMetrics;
import dev.sluice.gateway.metrics.LoadMetrics;
import dev.sluice.gateway.metrics.RequestMetrics;
import dev.sluice.gateway.metrics.UsageMetrics;
import dev.sluice.v1.CommandKind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metrics say of calls that the topology takes. */
class CallMetricsTest extends Waits {
  private static final String COMPLETED = "{outcome=\"completed\",route=\"chat\"}";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @BeforeEach
  void listen() {
    AttemptMetrics attempts = new AttemptMetrics(registry);
    LoadMetrics load = new LoadMetrics(registry, attempts);
    load.bind(2, partition -> 0);
    UsageMetrics usage = new UsageMetrics(registry, 1, List.of("acme"));
    gateway.tasks.also =
        new TaskListeners(
            List.of(
                attempts,
                load,
                new RequestMetrics(registry, TOPICS, usage, () -> gateway.appendTime())));
  }

  private ListAssert<String> lines(String metric) {
    return assertThat(
        registry.scrape().lines().filter(line -> line.matches(metric + "[{ ].*")).toList());
  }

  @Test
  void shouldCountEachVerdictOnceWithItsReason() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));

    // When
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", request("r-2", "single"));
    gateway.publishes("acme", request("r-3", "no such model"));
    gateway.publishes("acme", waits("r-4", "single"));
    gateway.commands("acme", command(CommandKind.CANCEL, "resp_nobody's"));

    // Then
    lines("sluice_requests_decided_total")
        .containsExactlyInAnyOrder(
            "sluice_requests_decided_total{limit=\"\",reason=\"\",verdict=\"admitted\"} 1.0",
            "sluice_requests_decided_total{limit=\"\",reason=\"\",verdict=\"repeated\"} 1.0",
            "sluice_requests_decided_total{limit=\"\",reason=\"\",verdict=\"waiting\"} 1.0",
            "sluice_requests_decided_total{limit=\"requests per minute\","
                + "reason=\"policy/rate_limited\",verdict=\"rejected\"} 1.0",
            "sluice_requests_decided_total{limit=\"\","
                + "reason=\"caller/unknown_model\",verdict=\"rejected\"} 1.0");
    lines("sluice_decision_seconds_count").containsExactly("sluice_decision_seconds_count 4");
  }

  @Test
  void shouldCountAThresholdOnceThatALimitReaches() {
    // Given
    gateway.tenant("acme", BudgetAlertsTest.limit(Metric.REQUESTS, 4, List.of(500)));

    // When
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", request("r-2", "single"));
    gateway.publishes("acme", request("r-3", "single"));

    // Then
    lines("sluice_budget_thresholds_total")
        .containsExactly("sluice_budget_thresholds_total{limit=\"requests per day\"} 1.0");
  }

  @Test
  void shouldTellAFallbackFromTheFailureBeforeIt() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.timePasses(Duration.ofSeconds(2));

    // When
    gateway.fails(gateway.dispatcher.next(), CallFixtures.serverError());
    gateway.answers(gateway.dispatcher.next(), "water");

    // Then
    lines("sluice_attempts_started_total")
        .containsExactlyInAnyOrder(
            "sluice_attempts_started_total{cause=\"first\",target=\"first\"} 1.0",
            "sluice_attempts_started_total{cause=\"fallback\",target=\"second\"} 1.0");
    lines("sluice_attempts_ended_total")
        .containsExactlyInAnyOrder(
            "sluice_attempts_ended_total{outcome=\"failed\",target=\"first\","
                + "type=\"provider/server_error\"} 1.0",
            "sluice_attempts_ended_total{outcome=\"answered\",target=\"second\",type=\"\"} 1.0");
    lines("sluice_call_duration_seconds_sum")
        .containsExactly("sluice_call_duration_seconds_sum" + COMPLETED + " 2.0");
    lines("sluice_calls_failed_total").isEmpty();
  }

  @Test
  void shouldCountAnOutcomeOnceThatIsOnItsTopicTwice() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.answers(attempt, "water");
    gateway.answers(attempt, "water");

    // Then
    lines("sluice_attempts_ended_total")
        .containsExactly(
            "sluice_attempts_ended_total{outcome=\"answered\",target=\"first\",type=\"\"} 1.0");
    lines("sluice_usage_tokens_total")
        .contains(
            "sluice_usage_tokens_total{route=\"chat\",tenant=\"acme\",type=\"input\"} 10.0",
            "sluice_usage_tokens_total{route=\"chat\",tenant=\"acme\",type=\"output\"} 5.0");
    lines("sluice_call_duration_seconds_count")
        .containsExactly("sluice_call_duration_seconds_count" + COMPLETED + " 1");
  }

  @Test
  void shouldCountACallThatEndsWithoutAnAnswerByItsFailure() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "single"));

    // When
    gateway.fails(gateway.dispatcher.next(), CallFixtures.serverError());

    // Then
    lines("sluice_calls_failed_total")
        .containsExactly(
            "sluice_calls_failed_total{route=\"single\",type=\"provider/server_error\"} 1.0");
    lines("sluice_call_duration_seconds_count")
        .containsExactly(
            "sluice_call_duration_seconds_count{outcome=\"failed\",route=\"single\"} 1");
  }

  @Test
  void shouldCountWhatACancelledCallHasUsedWhenItIsTold() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    String id = only(gateway.polling()).getPollingId();
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.commands("acme", command(CommandKind.CANCEL, id));
    gateway.answers(attempt, "too late");
    gateway.answers(attempt, "too late");
    gateway.ends(attempt, cancelled());

    // Then
    lines("sluice_usage_tokens_total")
        .contains("sluice_usage_tokens_total{route=\"chat\",tenant=\"acme\",type=\"output\"} 5.0");
    lines("sluice_call_duration_seconds_count")
        .containsExactly(
            "sluice_call_duration_seconds_count{outcome=\"cancelled\",route=\"chat\"} 1");
    lines("sluice_attempts_ended_total")
        .containsExactly(
            "sluice_attempts_ended_total{outcome=\"answered\",target=\"first\",type=\"\"} 1.0");
  }

  @Test
  void shouldMeasureHowLongCallsAreQueuedForCredit() {
    // Given
    gateway.withCredit(1);
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // When
    gateway.timePasses(Duration.ofSeconds(3));
    answersNext();

    // Then
    lines("sluice_attempt_queue_seconds_(sum|count)")
        .containsExactlyInAnyOrder(
            "sluice_attempt_queue_seconds_count 2", "sluice_attempt_queue_seconds_sum 3.0");
  }

  @Test
  void shouldMeasureHowLongCallsWaitForLimits() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    answersNext();

    // When
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.ticks();

    // Then
    lines("sluice_call_wait_seconds_(sum|count)")
        .containsExactlyInAnyOrder(
            "sluice_call_wait_seconds_count 1", "sluice_call_wait_seconds_sum 61.0");
    lines("sluice_attempt_queue_seconds_sum")
        .containsExactly("sluice_attempt_queue_seconds_sum 0.0");
  }

  @Test
  void shouldShowCreditAndWhatWaitsForItOfPartitionsThatAreHere() {
    // Given
    gateway.withCredit(1);
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // When
    gateway.timePasses(Duration.ofSeconds(1));

    // Then
    assertThat(registry.scrape())
        .contains(
            "sluice_credit_calls{partition=\"0\"} 1.0",
            "sluice_credit_calls_limit{partition=\"0\"} 1.0",
            "sluice_journal_queued{partition=\"0\"} 1.0",
            "sluice_journal_queued_batch{partition=\"0\"} 0.0",
            "sluice_journal_queued{partition=\"1\"} NaN");
  }

  @Test
  void shouldTellNoMoreTenantsByNameThanItIsToldTo() {
    // Given
    gateway.tenant("acme");
    gateway.tenant("other-1");
    gateway.tenant("other-2");

    // When
    for (String tenant : List.of("other-1", "acme", "other-2")) {
      gateway.publishes(tenant, request("r-1", "chat"));
      answersNext();
    }

    // Then
    lines("sluice_usage_tokens_total")
        .filteredOn(line -> line.contains("type=\"input\""))
        .containsExactlyInAnyOrder(
            "sluice_usage_tokens_total{route=\"chat\",tenant=\"acme\",type=\"input\"} 10.0",
            "sluice_usage_tokens_total{route=\"chat\",tenant=\"(others)\",type=\"input\"} 20.0");
  }
}
