package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.guardrail.Intervention.Action;
import dev.sluice.wire.TopicNames;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
  private static final TopicNames TOPICS = new TopicNames("sluice.");

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TaskMetrics tasks = new TaskMetrics(metrics);

  @Test
  void shouldShowHowManyCallsWaitOnThePartitionsThatAreHere() {
    // Given
    tasks.bind(TOPICS, 3);
    tasks.waiting(0, 4);
    tasks.waiting(1, 7);

    // When
    tasks.waiting(0, 3);
    tasks.closed(1);

    // Then
    assertThat(metrics.scrape())
        .contains("sluice_calls_waiting{partition=\"0\"} 3.0")
        .contains("sluice_calls_waiting{partition=\"1\"} NaN")
        .contains("sluice_calls_waiting{partition=\"2\"} NaN");
  }

  @Test
  void shouldShowHowManyCallsAreInProviderBatches() {
    // Given
    tasks.bind(TOPICS, 2);
    tasks.batched(0, 5);
    tasks.batched(1, 7);

    // When
    tasks.closed(1);

    // Then
    assertThat(metrics.scrape())
        .contains("sluice_calls_batched{partition=\"0\"} 5.0")
        .contains("sluice_calls_batched{partition=\"1\"} NaN");
  }

  @Test
  void shouldCountRecordsThatWereReroutedByTopic() {
    // Given
    tasks.bind(TOPICS, 1);

    // When
    tasks.rerouted("sluice.requests");
    tasks.rerouted("sluice.requests");
    tasks.rerouted("sluice.tenants");

    // Then
    assertThat(metrics.scrape())
        .contains("sluice_records_rerouted_total{topic=\"sluice.requests\"} 2.0")
        .contains("sluice_records_rerouted_total{topic=\"sluice.commands\"} 0.0")
        .contains("sluice_records_rerouted_total{topic=\"sluice.tenants\"} 1.0");
  }

  @Test
  void shouldCountWhatGuardrailsDoByNameAndAction() {
    // When
    tasks.blocked("secrets");
    tasks.blocked("secrets");
    tasks.intervened("pii", Action.MASKED);

    // Then
    assertThat(metrics.scrape())
        .contains("sluice_guardrail_actions_total{action=\"blocked\",guardrail=\"secrets\"} 2.0")
        .contains("sluice_guardrail_actions_total{action=\"masked\",guardrail=\"pii\"} 1.0");
  }

  @Test
  void shouldKeepItsNamesWithinBoundsWhenPoliciesNameEverMore() {
    // When
    for (int i = 0; i < 1_000; i++) {
      tasks.blocked("guardrail-" + i);
      tasks.blocked("guardrail-0");
    }

    // Then
    assertThat(metrics.scrape().lines().filter(line -> line.startsWith("sluice_guardrail")))
        .hasSize(101)
        .contains(
            "sluice_guardrail_actions_total{action=\"blocked\",guardrail=\"guardrail-0\"} 1001.0")
        .contains(
            "sluice_guardrail_actions_total{action=\"blocked\",guardrail=\"(others)\"} 900.0");
  }
}
