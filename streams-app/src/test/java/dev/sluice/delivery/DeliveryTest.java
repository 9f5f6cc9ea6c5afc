package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.WebhookRule;
import dev.sluice.delivery.FakeSender.Try;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.FinishReason;
import dev.sluice.view.Events;
import dev.sluice.webhook.RetryDecision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From terminal records to tries, over time and restarts. */
class DeliveryTest {
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

  @ParameterizedTest
  @CsvSource({
    "STOP, response.completed",
    "TOOL_CALLS, response.completed",
    "GUARDRAIL, response.completed",
    "LENGTH, response.incomplete",
    "CONTENT_FILTER, response.incomplete"
  })
  void shouldTellOfAnswers(FinishReason reason, String type) {
    // When
    gateway.ends(
        "acme", Events.result("resp_1", Events.answer().setFinishReason(reason).build()).build());

    // Then
    Try told = gateway.only();
    assertThat(told.type()).isEqualTo(type);
    assertThat(told.pollingId()).isEqualTo("resp_1");
    assertThat(told.webhook().event().endedAt()).isEqualTo(Events.ENDED_AT);
    assertThat(told.endpoint().uri()).hasToString("https://acme.example/hooks");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_ERROR, response.failed",
    "DEADLINE_EXCEEDED, response.failed",
    "CANCELLED, response.cancelled"
  })
  void shouldTellOfFailures(FailureType failure, String type) {
    // When
    gateway.ends("acme", Events.failed("resp_1", failure).build());

    // Then
    assertThat(gateway.only().type()).isEqualTo(type);
  }

  @Test
  void shouldTellNobodyOfRejectionsAndNobodyWhoWantsNone() {
    // When
    gateway.ends("acme", Events.rejected().build());
    gateway.policy("globex", 1, WebhookRule.NONE);
    gateway.completes("globex", "resp_1");
    gateway.completes("unknown", "resp_2");

    // Then
    assertThat(gateway.sender.begun()).isEmpty();
    assertThat(gateway.counts.pending()).isZero();
  }

  @Test
  void shouldTellNobodyOfResultsThatCanNotBePolledAnyMore() {
    // Given
    gateway.timePasses(DeliveryHarness.TIME_TO_LIVE);

    // When
    gateway.ends("acme", Events.result("resp_1", Events.text("hi")).build());

    // Then
    assertThat(gateway.sender.begun()).isEmpty();
  }

  @Test
  void shouldNotTryAgainWhatWasTaken() {
    // Given
    gateway.completes("acme", "resp_1");

    // When
    gateway.only().answered(204);
    gateway.timePasses(Duration.ofHours(3));
    gateway.restarts();
    gateway.timePasses(Duration.ofHours(3));

    // Then
    assertThat(gateway.sender.begun()).isEmpty();
    assertThat(gateway.counts.delivered()).isEqualTo(1);
    assertThat(gateway.counts.pending()).isZero();
  }

  @Test
  void shouldGoOnWithItsTriesAfterARestartAsIfThereHadBeenNone() {
    // Given
    gateway.completes("acme", "resp_1");
    Try first = gateway.only();
    first.answered(500);
    gateway.timePasses(DeliveryHarness.BEAT);

    // When
    gateway.restarts();

    // Then
    gateway.timePasses(Duration.ofMillis(4_700));
    assertThat(gateway.sender.begun()).isEmpty();
    gateway.timePasses(Duration.ofMillis(800));
    Try second = gateway.only();
    assertThat(second.webhook().event()).isEqualTo(first.webhook().event());
    assertThat(second.webhook().tries()).isEqualTo(1);
    second.answered(302);
    gateway.timePasses(DeliveryHarness.BEAT);
    gateway.restarts();
    gateway.timePasses(Duration.ofSeconds(295));
    assertThat(gateway.sender.begun()).isEmpty();
    gateway.timePasses(Duration.ofSeconds(40));
    assertThat(gateway.only().webhook().tries()).isEqualTo(2);
  }

  @Test
  void shouldTryAgainAtOnceWhatWasUnderWayWhenTheProcessEnded() {
    // Given
    gateway.completes("acme", "resp_1");
    Try lost = gateway.only();

    // When
    gateway.restarts();
    lost.answered(200);
    gateway.timePasses(DeliveryHarness.BEAT);

    // Then
    assertThat(gateway.only().webhook()).isEqualTo(lost.webhook());
  }

  @Test
  void shouldGiveUpWhenAllTriesHaveFailed() {
    // Given
    gateway.completes("acme", "resp_1");

    // When
    for (int tries = 1; tries <= 4; tries++) {
      gateway.only().answered(404);
      gateway.timePasses(DeliveryHarness.BEAT);
      gateway.timePasses(Duration.ofHours(3));
    }

    // Then
    gateway.restarts();
    gateway.timePasses(Duration.ofHours(3));
    assertThat(gateway.sender.begun()).isEmpty();
    assertThat(gateway.counts.failedAttempts()).isEqualTo(4);
    assertThat(gateway.counts.abandoned(RetryDecision.Reason.TRIES_USED_UP)).isEqualTo(1);
    assertThat(gateway.counts.pending()).isZero();
  }

  @Test
  void shouldSendNothingToAReceiverThatIsGoneUntilItsPolicyChanges() {
    // Given
    gateway.completes("acme", "resp_1");
    Try asked = gateway.only();
    gateway.completes("acme", "resp_2");
    gateway.sender.begun().get(0).answered(500);
    gateway.timePasses(DeliveryHarness.BEAT);

    // When
    asked.answered(410);
    gateway.timePasses(DeliveryHarness.BEAT);
    gateway.completes("acme", "resp_3");

    // Then
    gateway.timePasses(Duration.ofSeconds(6));
    assertThat(gateway.sender.begun()).isEmpty();
    assertThat(gateway.counts.abandoned(RetryDecision.Reason.GONE)).isEqualTo(3);
    assertThat(gateway.counts.pending()).isZero();
    gateway.policy("acme", 2, new WebhookRule("https://acme.example/hooks", "main"));
    gateway.completes("acme", "resp_4");
    assertThat(gateway.only().pollingId()).isEqualTo("resp_4");
  }

  @Test
  void shouldLeaveAReceiverAloneForAsLongAsItAsksWhateverThereIsToTell() {
    // Given
    gateway.completes("acme", "resp_1");
    gateway.only().answered(429, Duration.ofSeconds(60));
    gateway.timePasses(DeliveryHarness.BEAT);

    // When
    gateway.completes("acme", "resp_2");
    gateway.timePasses(Duration.ofSeconds(59));

    // Then
    assertThat(gateway.sender.begun()).isEmpty();
    gateway.timePasses(Duration.ofSeconds(1));
    Try one = gateway.only();
    one.answered(200);
    gateway.timePasses(DeliveryHarness.BEAT);
    assertThat(List.of(one.pollingId(), gateway.only().pollingId()))
        .containsExactlyInAnyOrder("resp_1", "resp_2");
  }

  @Test
  void shouldTryOneAtATimeWhileTriesFailAndAllTogetherWhenTheyAreTakenAgain() {
    // Given
    for (int i = 1; i <= 9; i++) {
      gateway.completes("acme", "resp_" + i);
    }
    List<Try> together = gateway.sender.begun();
    assertThat(together).hasSize(3);
    together.forEach(each -> each.answered(500));

    // When
    gateway.timePasses(DeliveryHarness.BEAT);

    // Then
    Try alone = gateway.only();
    alone.answered(200);
    gateway.timePasses(DeliveryHarness.BEAT);
    assertThat(gateway.sender.begun()).hasSize(3);
  }

  @Test
  void shouldHoldUpNobodyElseWhenAReceiverIsSlow() {
    // Given
    gateway.wants("globex");
    for (int i = 1; i <= 50; i++) {
      gateway.completes("acme", "resp_" + i);
    }
    assertThat(gateway.sender.begun()).hasSize(3);

    // When
    gateway.completes("globex", "resp_0");

    // Then
    Try told = gateway.only();
    assertThat(told.webhook().tenant()).isEqualTo("globex");
    assertThat(gateway.counts.pending()).isEqualTo(51);
  }

  @Test
  void shouldServeTenantsInTurnWhereTheProcessHasLittleRoom() {
    // Given
    gateway.close();
    gateway = new DeliveryHarness(stateDir, 1, 3, 1_000);
    gateway.wants("slow");
    gateway.completes("slow", "resp_slow");
    Try slow = gateway.only();
    List<String> tenants = List.of("acme", "globex", "initech");
    tenants.forEach(gateway::wants);
    for (String tenant : tenants) {
      for (int i = 1; i <= 3; i++) {
        gateway.completes(tenant, "resp_" + tenant + i);
      }
    }

    // When
    slow.answered(200);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      gateway.timePasses(DeliveryHarness.BEAT);
      Try next = gateway.only();
      order.add(next.webhook().tenant());
      next.answered(200);
    }

    // Then
    for (int round = 0; round < 9; round += 3) {
      assertThat(order.subList(round, round + 3)).containsExactlyInAnyOrderElementsOf(tenants);
    }
  }

  @Test
  void shouldDropWhatItsTenantDoesNotWantAnyMore() {
    // Given
    gateway.completes("acme", "resp_1");
    gateway.only().answered(500);
    gateway.timePasses(DeliveryHarness.BEAT);

    // When
    gateway.policy("acme", 2, WebhookRule.NONE);
    gateway.timePasses(Duration.ofSeconds(6));

    // Then
    assertThat(gateway.sender.begun()).isEmpty();
    assertThat(gateway.counts.abandoned(RetryDecision.Reason.UNWANTED)).isEqualTo(1);
    assertThat(gateway.counts.pending()).isZero();
  }

  @Test
  void shouldSendToWhereThePolicyOfNowSays() {
    // Given
    gateway.completes("acme", "resp_1");
    gateway.only().answered(500);
    gateway.timePasses(DeliveryHarness.BEAT);

    // When
    gateway.policy("acme", 2, new WebhookRule("https://new.example/", "main"));
    gateway.timePasses(Duration.ofSeconds(6));

    // Then
    assertThat(gateway.only().endpoint().uri()).hasToString("https://new.example/");
  }

  @Test
  void shouldKeepWhatItCanNotSignAndSendItWhenItCan() {
    // Given
    gateway.policy("globex", 1, new WebhookRule("https://globex.example/", "unknown"));
    gateway.completes("globex", "resp_1");
    assertThat(gateway.sender.begun()).isEmpty();

    // When
    gateway.policy("globex", 2, new WebhookRule("https://globex.example/", "main"));
    gateway.timePasses(Duration.ofSeconds(6));

    // Then
    assertThat(gateway.only().pollingId()).isEqualTo("resp_1");
  }

  @Test
  void shouldKeepToThePolicyBeforeWhenTheLatestIsRefused() {
    // When
    gateway.policy("acme", 2, new WebhookRule("http://acme.example/", "main"));
    gateway.completes("acme", "resp_1");

    // Then
    assertThat(gateway.only().endpoint().uri()).hasToString("https://acme.example/hooks");
  }

  @Test
  void shouldGiveUpWhatIsBeyondTheBoundAndKeepTheRest() {
    // Given
    gateway.close();
    gateway = new DeliveryHarness(stateDir, 100, 3, 5);
    gateway.wants("acme");

    // When
    for (int i = 1; i <= 8; i++) {
      gateway.completes("acme", "resp_" + i);
    }

    // Then
    assertThat(gateway.counts.pending()).isEqualTo(5);
    assertThat(gateway.counts.abandoned(RetryDecision.Reason.FULL)).isEqualTo(3);
  }

  @Test
  void shouldDeliverABacklogOfManyTenantsToItsLastOne() {
    // Given
    gateway.wants("globex");
    for (int i = 0; i < 400; i++) {
      gateway.completes(i % 4 == 0 ? "globex" : "acme", "resp_" + i);
    }
    gateway.restarts();

    // When
    int tries = 0;
    for (int beats = 0; beats < 1_000 && gateway.counts.pending() > 0; beats++) {
      gateway.timePasses(DeliveryHarness.BEAT);
      for (Try each : gateway.sender.begun()) {
        tries++;
        each.answered(200);
      }
    }

    // Then
    assertThat(gateway.counts.pending()).isZero();
    assertThat(gateway.counts.delivered()).isEqualTo(400);
    // those that were under way at the restart were told twice
    assertThat(tries).isEqualTo(400 + 6);
  }
}
