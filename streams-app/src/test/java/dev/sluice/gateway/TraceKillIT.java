package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.EventHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One trace tells a call from its client's span to its result, whoever works on it. */
class TraceKillIT {
  private static final String PREFIX = "traced.";
  private static final String KEY = "a key of the collector";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";
  private static final String CALL = "process " + PREFIX + "requests";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 1, create: true}
      dispatch: {lease: 3s, sweep: 200ms}
      providers: {counted: %s}
      routes:
        chat:
          time_limit: 20m
          targets: [{provider: counted, model: swift-1, timeout: 15m}]
      tenants:
        acme: {}
      tracing: {endpoint: '%s', headers: {x-key: %s}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldTellOneTraceWhenTheProcessIsKilledAndAnotherTakesTheCallOver() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        OtlpReceiver collector = OtlpReceiver.start(KEY);
        Client client = CLUSTER.client(PREFIX)) {
      provider.hold();
      try (GatewayProcess first =
          GatewayProcess.start(dir, "first", config("first", provider, collector))) {
        var unused =
            client.publishesWith(
                Map.of(EventHeaders.TRACEPARENT, "00-" + TRACE + "-" + CLIENT + "-01"),
                "acme",
                Client.named("r-1").build());
        await().until(() -> provider.underWay() == 1 && !collector.spans().isEmpty());

        // When
        first.kill();
      }
      provider.release();
      List<ConsumerRecord<String, Object>> results;
      try (GatewayProcess second =
          GatewayProcess.start(dir, "second", config("second", provider, collector))) {
        await().until(() -> client.results.records().size() == 1);
        results = client.results.records();
        second.stop();
      }

      // Then
      List<OtlpReceiver.Received> spans = collector.spans();
      OtlpReceiver.Received call = named(spans, CALL);
      OtlpReceiver.Received lost = named(spans, "chat");
      OtlpReceiver.Received again = named(spans, "chat swift-1");
      assertThat(spans).extracting(OtlpReceiver.Received::trace).containsOnly(TRACE);
      assertThat(call.parent()).isEqualTo(CLIENT);
      assertThat(spans)
          .filteredOn(span -> !span.equals(call))
          .allMatch(span -> span.parent().equals(call.id()));
      assertThat(named(spans, "admission").instance()).isEqualTo("first");
      assertThat(List.of(call, lost, again))
          .extracting(OtlpReceiver.Received::instance)
          .containsOnly("second");
      assertThat(lost.attributes()).containsEntry("error.type", "owner_lost");
      assertThat(again.attributes())
          .containsEntry("sluice.attempt.cause", "takeover")
          .containsEntry("gen_ai.request.model", "swift-1");
      assertThat(again.links()).containsExactly(lost.id());
      assertThat(call.attributes()).containsEntry("sluice.outcome", "completed");
      assertThat(header(results.get(0))).isEqualTo("00-" + TRACE + "-" + call.id() + "-01");
    }
  }

  private static OtlpReceiver.Received named(List<OtlpReceiver.Received> spans, String name) {
    assertThat(spans).filteredOn(span -> span.name().equals(name)).hasSize(1);
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private static String header(ConsumerRecord<String, Object> record) {
    return new String(record.headers().lastHeader(EventHeaders.TRACEPARENT).value(), UTF_8);
  }

  /** Each on a directory of its own; the group does not wait long for the one that is gone. */
  private String config(String instance, CountingProvider provider, OtlpReceiver collector) {
    return CLUSTER
        .config(
            PREFIX,
            dir.resolve(instance),
            CONFIG.formatted(PREFIX, provider.settings(instance), collector.endpoint(), KEY))
        .replace("instance: test", "instance: " + instance)
        // a collector takes both
        .replace(
            "tracing: {",
            instance.equals("second") ? "tracing: {compression: gzip, " : "tracing: {")
        .replace(
            "kafka:",
            "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500");
  }
}
