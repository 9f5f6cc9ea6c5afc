package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.FallbackList;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Retryable;
import dev.sluice.call.Route;
import dev.sluice.call.Streaming;
import dev.sluice.call.Target;
import dev.sluice.call.TargetGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RouteTableTest {

  @Test
  void shouldRetryTwiceUnlessTheFileSaysOtherwise() {
    // When
    Route chat = chat(ConfigFiles.MINIMAL);

    // Then
    assertThat(chat.retries())
        .isEqualTo(new RetryPolicy(2, Map.of(), Duration.ofMillis(500), Duration.ofSeconds(10)));
    assertThat(chat.fallbacks().values()).containsOnly(List.of());
  }

  @Test
  void shouldTakeARoutesOwnRetriesBeforeTheGateways() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + "    retries: {per_failure: {timeout: 0}, max_backoff: 1m}\n"
            + "retries: {max: 4, per_failure: {timeout: 1, rate_limited: 6}, backoff: 2s}\n";

    // When
    RetryPolicy retries = chat(yaml).retries();

    // Then
    assertThat(retries)
        .isEqualTo(
            new RetryPolicy(
                4,
                Map.of(Retryable.TIMEOUT, 0, Retryable.RATE_LIMITED, 6),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1)));
  }

  @Test
  void shouldTakeARoutesMaximumBeforeWhatTheGatewaySaysOfAKindOfFailure() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + "    retries: {max: 1, per_failure: {overloaded: 3}}\n"
            + "retries: {per_failure: {timeout: 5}}\n";

    // When
    RetryPolicy retries = chat(yaml).retries();

    // Then
    assertThat(retries.most()).isEqualTo(1);
    assertThat(retries.perFailure()).isEqualTo(Map.of(Retryable.OVERLOADED, 3));
  }

  @Test
  void shouldMakeOneLevelOfNeighboursWithTheSameNumber() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + "        level: 1\n"
            + "        weight: 3\n"
            + "      - {provider: local, model: two, level: 1}\n"
            + "      - {provider: local, model: three}\n"
            + "      - {provider: local, model: four}\n";

    // When
    List<TargetGroup> levels = chat(yaml).levels();

    // Then
    assertThat(levels)
        .extracting(
            level -> level.members().stream().map(TargetGroup.WeightedTarget::weight).toList())
        .containsExactly(List.of(3, 1), List.of(1), List.of(1));
    assertThat(levels.get(1).targets().get(0).model()).isEqualTo("three");
  }

  @Test
  void shouldGiveTargetsTheirRoutesChoiceOfStreams() {
    // Given
    String yaml = ConfigFiles.MINIMAL + "    stream: always\n";

    // When
    Route always = chat(yaml);

    // Then
    assertThat(always.targets()).extracting(Target::streaming).containsOnly(Streaming.ALWAYS);
    assertThat(chat(ConfigFiles.MINIMAL).targets())
        .extracting(Target::streaming)
        .containsOnly(Streaming.AUTO);
  }

  @Test
  void shouldKeepTheListsOfFallbacksApart() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + "    fallbacks: b\n    context_window_fallbacks: [c, b]\n"
            + "    content_policy_fallbacks: c/local/c\n"
            + "  b: {targets: [{provider: local, model: b}]}\n"
            + "  c: {targets: [{provider: local, model: c}]}\n";

    // When
    Route chat = chat(yaml);

    // Then
    assertThat(chat.fallbacks())
        .isEqualTo(
            Map.of(
                FallbackList.GENERAL, List.of("b"),
                FallbackList.CONTEXT_WINDOW, List.of("c", "b"),
                FallbackList.CONTENT_POLICY, List.of("c/local/c")));
  }

  private static Route chat(String yaml) {
    return Objects.requireNonNull(ConfigFiles.parse(yaml).routeTable().route("chat"));
  }
}
