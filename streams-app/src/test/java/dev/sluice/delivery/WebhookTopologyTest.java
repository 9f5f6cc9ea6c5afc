package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.WebhookTerms;
import dev.sluice.webhook.RetrySchedule;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

class WebhookTopologyTest {

  /**
   * Its names are those of topics and directories: a change of them is not for a rolling restart.
   */
  @Test
  void shouldKeepItsNames() {
    // When
    Topology topology =
        WebhookTopology.build(
            new TopicNames("sluice."),
            (topic, bytes) -> null,
            new DeliverySettings(
                new RetrySchedule(List.of(), Duration.ofDays(1)), 1, 1, RowFormats.newest()),
            new WebhookEndpoints(WebhookTerms.NONE, Map.of(), null),
            new DeliveryDispatcher(new FakeSender(), 1),
            new DeliveryCounts());

    // Then
    assertThat(topology.describe())
        .hasToString(
            """
            Topologies:
               Sub-topology: 0
                Source: budgets (topics: [sluice.budgets])
                  --> webhooks
                Source: errors (topics: [sluice.errors])
                  --> webhooks
                Source: results (topics: [sluice.results])
                  --> webhooks
                Processor: webhooks (stores: [pending])
                  --> none
                  <-- results, errors, budgets

            """);
  }
}
