package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.StreamTiming;
import dev.sluice.call.Usage;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.http.Attempts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {
  private static final ProviderSettings SETTINGS =
      new ProviderSettings(
          "claude",
          ProviderKind.ANTHROPIC,
          URI.create("https://api.example/v1"),
          null,
          List.of(),
          Map.of(),
          ProviderSettings.MAX_TOKENS,
          1);

  private final AtomicLong nanos = new AtomicLong();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StreamMetrics metrics = new StreamMetrics(List.of(SETTINGS), nanos::get);
  private final List<Outcome> ends = new ArrayList<>();

  /** Ends at once as it is told, and as often. */
  private record Ending(Outcome outcome, Runnable before, int times) implements Provider {
    @Override
    public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
      before.run();
      for (int i = 0; i < times; i++) {
        listener.ended(outcome);
      }
      return () -> {};
    }
  }

  private void ends(Outcome outcome) {
    ends(outcome, Duration.ZERO, 1);
  }

  private void ends(Outcome outcome, Duration after, int times) {
    Provider provider = new Ending(outcome, () -> nanos.addAndGet(after.toNanos()), times);
    Attempt attempt = Attempts.saying("hi", Attempts.target("t", "claude"));
    var unused = metrics.timed(provider).start(attempt, Duration.ofSeconds(1), ends::add);
  }

  private static Outcome answered(@Nullable StreamTiming timing) {
    return new Outcome.Answered(Answer.text("hi", Usage.of(10, 61))).timed(timing);
  }

  @Test
  void shouldTellHowSoonStreamsBeginAndHowFastTheyGoOn() {
    // Given
    metrics.bind(registry);
    StreamTiming timing = new StreamTiming(Duration.ofMillis(300), Duration.ofMillis(2_300), false);

    // When
    ends(answered(timing));
    ends(new Outcome.Failed(CallFixtures.serverError()).timed(timing));
    ends(answered(null));

    // Then
    String labels =
        "{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"anthropic\","
            + "gen_ai_request_model=\"model-x\",provider=\"claude\"";
    assertThat(registry.scrape())
        .contains(
            "gen_ai_client_operation_time_to_first_chunk_seconds_count" + labels + "} 2",
            "gen_ai_client_operation_time_to_first_chunk_seconds_bucket"
                + labels
                + ",le=\"0.16\"} 0",
            "gen_ai_client_operation_time_to_first_chunk_seconds_bucket"
                + labels
                + ",le=\"0.32\"} 2",
            "sluice_stream_tokens_per_second_count{model=\"model-x\",provider=\"claude\"} 1",
            "sluice_stream_tokens_per_second_sum{model=\"model-x\",provider=\"claude\"} 30.0");
    assertThat(ends).hasSize(3);
  }

  @Test
  void shouldMeasureExchangesByTheirErrorsAndWhatTheyUse() {
    // Given
    metrics.bind(registry);

    // When
    ends(answered(null), Duration.ofMillis(1_500), 1);
    ends(new Outcome.Failed(CallFixtures.serverError()), Duration.ofMillis(20), 2);

    // Then
    String names =
        "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"anthropic\","
            + "gen_ai_request_model=\"model-x\"";
    String duration = "gen_ai_client_operation_duration_seconds";
    String failed =
        "{error_type=\"provider/server_error\"," + names + ",provider=\"claude\",target=\"t\"";
    String answered = "{error_type=\"\"," + names + ",provider=\"claude\",target=\"t\"";
    assertThat(registry.scrape())
        .contains(
            duration + "_count" + failed + "} 1",
            duration + "_bucket" + failed + ",le=\"0.01\"} 0",
            duration + "_bucket" + failed + ",le=\"0.02\"} 1",
            duration + "_count" + answered + "} 1",
            duration + "_sum" + answered + "} 1.5",
            "gen_ai_client_token_usage_sum{"
                + names
                + ",gen_ai_token_type=\"output\",provider=\"claude\"} 61.0",
            "gen_ai_client_token_usage_bucket{"
                + names
                + ",gen_ai_token_type=\"input\",provider=\"claude\",le=\"16.0\"} 1");
    assertThat(ends).hasSize(3);
  }

  @Test
  void shouldPassOutcomesOnBeforeAnybodyCounts() {
    // Given
    Outcome outcome = answered(new StreamTiming(Duration.ZERO, Duration.ofSeconds(1), false));

    // When
    ends(outcome);

    // Then
    assertThat(ends).containsExactly(outcome);
    assertThat(registry.scrape()).doesNotContain("sluice_stream");
  }
}
