package dev.sluice.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.delivery.FakeSender.Try;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.Source;
import dev.sluice.view.Events;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the event of a threshold to its webhook. */
class BudgetWebhookTest {
  @TempDir Path stateDir;
  private DeliveryHarness gateway;

  @BeforeEach
  void start() {
    gateway = new DeliveryHarness(stateDir);
    gateway.wants("acme");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldTellOfThresholdsOfLimitsAlsoAfterARestart() {
    // Given
    BudgetEvent event =
        BudgetEvent.newBuilder()
            .setEventId("budget_1")
            .setTenant("acme")
            .setLimit(
                Limit.newBuilder()
                    .setPer(List.of(LimitScope.TENANT))
                    .setMetric(LimitMetric.SPEND)
                    .setAmount(100)
                    .setWindow(LimitWindow.DAY)
                    .build())
            .setScope("tenant")
            .setDescription("0.0001 USD spend per day for tenant")
            .setThreshold(0.8)
            .setUsed(85)
            .setReserved(5)
            .setWindowStart(Instant.ofEpochSecond(86_400))
            .setWindowEnd(Instant.ofEpochSecond(172_800))
            .setOccurredAt(Events.ENDED_AT)
            .setSource(new Source("sluice.attempts", 0, 1L, 2L, 3L))
            .build();

    // When
    gateway.ends("acme", event);
    Try first = gateway.only();
    gateway.restarts();
    gateway.timePasses(DeliveryHarness.BEAT);
    Try second = gateway.only();

    // Then
    assertThat(first.type()).isEqualTo("budget.threshold");
    assertThat(second.webhook()).isEqualTo(first.webhook());
    assertThat(new String(second.webhook().event().body(), UTF_8))
        .isEqualTo(
            "{\"object\":\"event\",\"id\":\"%s\",\"type\":\"budget.threshold\",\"created_at\":%d,\"data\":{\"id\":\"budget_1\",\"tenant\":\"acme\",\"scope\":\"tenant\",\"description\":\"0.0001 USD spend per day for tenant\",\"metric\":\"spend\",\"window\":\"day\",\"threshold\":0.8,\"used\":85,\"reserved\":5,\"amount\":100,\"window_start\":86400,\"window_end\":172800}}"
                .formatted(first.webhook().event().id(), Events.ENDED_AT.getEpochSecond()));
  }
}
