package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policies;
import dev.sluice.admission.Policy;
import dev.sluice.admission.PolicyKey;
import dev.sluice.admission.Scope;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.Window;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that change while requests come. */
class PolicyChangeTest {
  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldJudgeByTheNewLimitAndKeepWhatWasUsed() {
    // Given
    gateway.tenant("acme", limits(1, requestsPerMinute(2, Scope.TENANT)));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.publishes("acme", request("r-3", "chat"));

    // When
    gateway.tenant("acme", limits(2, requestsPerMinute(3, Scope.TENANT)));
    gateway.publishes("acme", request("r-4", "chat"));
    gateway.publishes("acme", request("r-5", "chat"));

    // Then
    assertThat(accepted())
        .extracting(event -> event.getRequestId() + " by version " + event.getPolicyVersion())
        .containsExactly("r-1 by version 1", "r-2 by version 1", "r-4 by version 2");
    assertThat(gateway.errors())
        .extracting(error -> error.getRequestId() + " by version " + error.getPolicyVersion())
        .containsExactly("r-3 by version 1", "r-5 by version 2");
  }

  @Test
  void shouldKeepABudgetsSpendWhenItsAmountChanges() {
    // Given
    gateway.tenant("acme", limits(1, spendPerMonth(1_000_000)));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.answers(gateway.dispatcher.next(), "a gate for water");

    // When
    gateway.tenant("acme", limits(2, spendPerMonth(15)));
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.tenant("acme", limits(3, spendPerMonth(2_000_000)));
    gateway.publishes("acme", request("r-3", "chat"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-2");
    List<PollingEvent> accepted = accepted();
    assertThat(accepted.get(1).getRequestId()).isEqualTo("r-3");
    assertThat(accepted.get(1).getLimits().get(0).getUsed()).isEqualTo(20);
  }

  @Test
  void shouldFollowKeysAndFlags() {
    // Given
    gateway.tenant("acme", keys(1, PolicyKey.of(PolicyKey.DEFAULT)));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.tenant("acme", keys(2, new PolicyKey(PolicyKey.DEFAULT, null, null, true)));
    gateway.publishes("acme", request("disabled", "chat"));
    gateway.tenant("acme", keys(3, new PolicyKey(PolicyKey.DEFAULT, null, Set.of("chat"), false)));
    gateway.publishes("acme", request("not this model", "single"));
    gateway.tenant("acme", keys(4, PolicyKey.of("another")));
    gateway.publishes("acme", request("no such key", "chat"));
    gateway.withdraws("acme");
    gateway.publishes("acme", request("no policy", "chat"));

    // Then
    assertThat(gateway.errors())
        .allSatisfy(error -> assertThat(error.getFailure().getStatus()).isEqualTo(403))
        .extracting(ErrorRecord::getRequestId)
        .containsExactly("disabled", "not this model", "no such key", "no policy");
    assertThat(accepted()).extracting(PollingEvent::getRequestId).containsExactly("r-1");
  }

  @Test
  void shouldTellWhereABadPolicyIsWrongAndKeepTheOneBefore() {
    // Given
    gateway.tenant("acme", limits(1, requestsPerMinute(1, Scope.TENANT)));
    Limit endless = Limit.of(List.of(Scope.TENANT), Metric.TOKENS, 0, Window.NONE);

    // When
    gateway.tenant("acme", limits(2, requestsPerMinute(5, Scope.TENANT), endless));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    List<ErrorRecord> errors = gateway.errors();
    assertThat(errors).extracting(ErrorRecord::getRequestId).containsExactly(null, "r-2");
    assertThat(errors.get(0).getTenant()).isEqualTo("acme");
    assertThat(errors.get(0).getSource().getTopic()).isEqualTo("sluice.tenants");
    assertThat(errors.get(0).getFailure().getMessage())
        .contains("limits[1].amount: must be 1 or more, not 0")
        .contains("limits[1].window: tokens needs one of");
    assertThat(errors.get(1).getPolicyVersion()).isEqualTo(1);
  }

  @Test
  void shouldTellWhereAPolicyHoldsWhatNobodyKnowsAndKeepTheOneBefore() {
    // Given
    gateway.tenant("acme", limits(1, requestsPerMinute(1, Scope.TENANT)));
    var first =
        dev.sluice.v1.Limit.newBuilder()
            .setPer(List.of(LimitScope.TENANT, LimitScope.UNKNOWN))
            .setMetric(LimitMetric.UNKNOWN)
            .setAmount(5)
            .setWindow(LimitWindow.MINUTE)
            .build();
    var second =
        dev.sluice.v1.Limit.newBuilder()
            .setPer(List.of(LimitScope.TENANT))
            .setMetric(LimitMetric.SPEND)
            .setAmount(5)
            .setWindow(LimitWindow.UNKNOWN)
            .setTimeZone("Europe/Bonn")
            .build();
    TenantPolicy policy =
        PolicyRecords.toRecord(limits(2)).setLimits(List.of(first, second)).build();

    // When
    gateway.tenant("acme", policy);
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    List<ErrorRecord> errors = gateway.errors();
    assertThat(errors).extracting(ErrorRecord::getRequestId).containsExactly(null, "r-2");
    assertThat(errors.get(0).getFailure().getMessage())
        .contains("the previous one stays in force")
        .contains("limits[0].per[1]: is not a scope of this release")
        .contains("limits[0].metric: is not supported by this release")
        .contains("limits[1].window: is not supported by this release")
        .contains("limits[1].time_zone: there is no time zone 'Europe/Bonn'");
    assertThat(errors.get(1).getPolicyVersion()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAWebhookThatCanNotBeSentAsItAsksAndSayWhy() {
    // Given
    Policy plain = Policy.of(1, List.of());

    // When
    gateway.tenant("acme", Policies.with(plain, new WebhookRule("https://a.example/", "main")));
    gateway.tenant("bad", Policies.with(plain, new WebhookRule("https://u:p@a.example/", "main")));
    gateway.tenant("clear", Policies.with(plain, new WebhookRule("http://a.example/", "main")));
    gateway.tenant("unsigned", Policies.with(plain, new WebhookRule("https://a.example/", "no")));
    gateway.publishes("acme", request("r-1", "chat"));

    // Then
    assertThat(accepted()).hasSize(1);
    assertThat(gateway.errors())
        .extracting(error -> error.getTenant() + ": " + error.getFailure().getMessage())
        .satisfiesExactly(
            bad -> assertThat(bad).startsWith("bad: ").contains("webhook_url: must not hold"),
            clear -> assertThat(clear).startsWith("clear: ").contains("webhook_url: must begin"),
            unsigned ->
                assertThat(unsigned)
                    .startsWith("unsigned: ")
                    .contains("webhook_secret_id: there is no secret 'no'"));
  }

  @Test
  void shouldTellReplaysThePolicyWithoutTheHashesOfItsApiKeys() {
    // Given
    String hash = "0".repeat(64);
    KeyPolicy key = new KeyPolicy("team-a", hash, List.of("chat"), false);

    // When
    gateway.tenant("acme", PolicyRecords.toRecord(limits(1)).setKeys(List.of(key)).build());

    // Then
    assertThat(only(gateway.toldToReplays()))
        .satisfies(
            told -> {
              assertThat(told.getKind()).isEqualTo(PollingEventKind.POLICY);
              assertThat(told.getPolicyVersion()).isEqualTo(1);
              assertThat(only(told.getPolicy().getKeys()))
                  .isEqualTo(new KeyPolicy("team-a", null, List.of("chat"), false));
              assertThat(told.toString()).doesNotContain(hash);
            });
  }

  @Test
  void shouldTellReplaysThatAPolicyWasWithdrawn() {
    // Given
    gateway.tenant("acme", limits(1));
    gateway.toldToReplays();

    // When
    gateway.withdraws("acme");

    // Then
    assertThat(only(gateway.toldToReplays()).getPolicy()).isNull();
  }

  private List<PollingEvent> accepted() {
    return gateway.polling().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static Policy limits(long version, Limit... limits) {
    return Policy.of(version, List.of(limits));
  }

  private static Limit spendPerMonth(long micros) {
    return Limit.of(List.of(Scope.TENANT), Metric.SPEND, micros, Window.MONTH);
  }

  private static Policy keys(long version, PolicyKey key) {
    return new Policy(version, List.of(key), null, null, List.of(), OptionalInt.empty());
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
