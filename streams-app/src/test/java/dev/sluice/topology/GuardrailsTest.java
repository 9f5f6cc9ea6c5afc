package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policies;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Usage;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Phase;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.GuardrailAction;
import dev.sluice.v1.GuardrailPhase;
import dev.sluice.v1.Intervention;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What guardrails make of requests and outcomes, as a client sees it on the topics. */
class GuardrailsTest {
  private static final GuardrailRule NO_SECRETS =
      rule("no-secrets", "denied_patterns", "{'patterns': ['(?i)secret']}", 403, false);

  private static final GuardrailRule NO_MAIL =
      GuardrailRule.of("no-mail", "pii", json("{'mask': ['email_address']}"), Phase.REQUEST);

  private static final Limit TWO = GatewayHarness.requestsPerMinute(2, Scope.TENANT);

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
  void shouldRejectWithThePolicysStatusAndConsumeNothingWhenAGuardrailBlocks() {
    // Given
    gateway.tenant("acme", policy(NO_SECRETS));

    // When
    gateway.publishes("acme", saying("r-1", "tell me the Secret"));
    gateway.publishes("acme", saying("r-2", "tell me more"));

    // Then
    ErrorRecord blocked = only(gateway.errors());
    assertThat(blocked.getRequestId()).isEqualTo("r-1");
    assertThat(blocked.getPollingId()).isNull();
    assertThat(blocked.getFailure().getStatus()).isEqualTo(403);
    assertThat(blocked.getFailure().getTypePath()).containsExactly("policy", "guardrail_blocked");
    assertThat(blocked.getFailure().getMessage())
        .isEqualTo("guardrail no-secrets blocked this: it contains content that must not be sent");
    PollingEvent accepted = only(gateway.polling());
    assertThat(accepted.getRequestId()).isEqualTo("r-2");
    assertThat(accepted.getLimits().get(0).getRemaining()).isEqualTo(1);
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldNameTheTypeAndNotTheDataWhenPersonalDataIsBlocked() {
    // Given
    gateway.tenant(
        "acme",
        policy(GuardrailRule.of("no-ssn", "pii", json("{'block': ['us_ssn']}"), Phase.REQUEST)));

    // When
    gateway.publishes("acme", saying("r-1", "I am 536-22-8145"));

    // Then
    ErrorRecord blocked = only(gateway.errors());
    assertThat(blocked.getFailure().getTypePath())
        .containsExactly("policy", "guardrail_blocked", "pii");
    assertThat(blocked.getFailure().getStatus()).isEqualTo(400);
    assertThat(blocked.getFailure().getMessage())
        .isEqualTo("guardrail no-ssn blocked this: it holds personal data of type US_SSN");
    assertThat(blocked.toString()).doesNotContain("536-22-8145");
  }

  @Test
  void shouldTellOperatorsWhatGuardrailsDoOnceForEachRequest() {
    // Given
    gateway.tenant("acme", policy(NO_SECRETS, NO_MAIL));

    // When
    gateway.publishes("acme", saying("r-1", "tell me the Secret"));
    gateway.publishes("acme", saying("r-2", "I am jo@mail.example"));
    gateway.publishes("acme", saying("r-2", "I am jo@mail.example"));
    gateway.answers(gateway.dispatcher.next(), "hello");

    // Then
    assertThat(gateway.tasks.guardrails).containsExactly("no-secrets BLOCKED", "no-mail MASKED");
  }

  @Test
  void shouldTellTheGuardrailsOwnWordsAloneWhenItIsNotToBeWrapped() {
    // Given
    gateway.tenant(
        "acme",
        policy(
            new GuardrailRule(
                "hidden",
                "denied_patterns",
                Set.of(Phase.REQUEST),
                400,
                false,
                false,
                GuardrailRule.TIMEOUT,
                json("{'patterns': ['secret'], 'message': 'ask legal first'}"))));

    // When
    gateway.publishes("acme", saying("r-1", "the secret"));

    // Then
    assertThat(only(gateway.errors()).getFailure().getMessage()).isEqualTo("ask legal first");
  }

  @Test
  void shouldSendAndKeepOnlyWhatWasLeftAndSayWhatWasMasked() {
    // Given
    gateway.withCredit(1).tenant("acme", policy(NO_MAIL));
    gateway.publishes("acme", saying("r-0", "fine"));
    gateway.polling();

    // When
    gateway.publishes("acme", saying("r-1", "I am jo@mail.example, and ann@mail.example too"));

    // Then
    PollingEvent accepted = only(gateway.polling());
    Intervention did = only(accepted.getInterventions());
    assertThat(did.getGuardrail()).isEqualTo("no-mail");
    assertThat(did.getPhase()).isEqualTo(GuardrailPhase.REQUEST);
    assertThat(did.getAction()).isEqualTo(GuardrailAction.MASKED);
    assertThat(did.getEntities()).isEqualTo(Map.of("EMAIL_ADDRESS", 2));
    assertThat(gateway.contents().with("I am [EMAIL_ADDRESS]"))
        .containsExactly(StoreNames.PAYLOADS);
    assertThat(gateway.contents().with("mail.example")).isEmpty();
    assertThat(accepted.toString()).doesNotContain("mail.example");
    gateway.answers(gateway.dispatcher.next(), "next");
    assertThat(textOf(gateway.dispatcher.next().request()))
        .isEqualTo("I am [EMAIL_ADDRESS], and [EMAIL_ADDRESS] too");
  }

  @Test
  void shouldTellRepeatsByWhatTheClientPublished() {
    // Given
    gateway.tenant("acme", policy(NO_MAIL));
    gateway.publishes("acme", saying("r-1", "jo@mail.example"));

    // When
    gateway.publishes("acme", saying("r-1", "jo@mail.example"));
    gateway.publishes("acme", saying("r-1", "ann@mail.example"));

    // Then
    assertThat(gateway.polling()).extracting(PollingEvent::getRepeat).containsExactly(false, true);
    assertThat(only(gateway.errors()).getFailure().getStatus()).isEqualTo(409);
  }

  @Test
  void shouldReserveTokensForWhatIsSent() {
    // Given
    Limit tokens = Limit.of(List.of(Scope.TENANT), Metric.INPUT_TOKENS, 100, Window.MINUTE);
    gateway.tenant(
        "acme",
        Policies.with(
            Policy.of(1, List.of(tokens)),
            List.of(
                GuardrailRule.of(
                    "short",
                    "denied_patterns",
                    json("{'patterns': ['(blah )+'], 'action': 'mask'}"),
                    Phase.REQUEST))));

    // When
    gateway.publishes("acme", saying("r-1", "blah ".repeat(1_000)));

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(only(gateway.polling()).getLimits().get(0).getRemaining()).isGreaterThan(80);
  }

  @Test
  void shouldRejectWithoutTheTextWhenAGuardrailFails() {
    // Given
    gateway.tenant("acme", policy(rule("own", "test_words", "{}", 400, false)));

    // When
    gateway.publishes("acme", saying("r-1", "break it"));

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getPollingId()).isNull();
    assertThat(failed.getFailure().getStatus()).isEqualTo(500);
    assertThat(failed.getFailure().getCode()).isEqualTo("guardrail_failed");
    assertThat(failed.getFailure().getCauses().get(0).getClassName())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(failed.toString()).contains("guardrail own failed").doesNotContain("break it");
  }

  @Test
  void shouldLetPassAndSaySoWhenAGuardrailFailsThatIsOpen() {
    // Given
    gateway.tenant("acme", policy(rule("own", "test_words", "{}", 400, true)));

    // When
    gateway.publishes("acme", saying("r-1", "break it"));

    // Then
    assertThat(gateway.errors()).isEmpty();
    Intervention did = only(only(gateway.polling()).getInterventions());
    assertThat(did.getGuardrail()).isEqualTo("own");
    assertThat(did.getAction()).isEqualTo(GuardrailAction.UNCHECKED);
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldKeepThePolicyBeforeWhenAnotherHasAGuardrailThatIsNoGood() {
    // Given
    gateway.tenant("acme", policy(NO_SECRETS));

    // When
    gateway.tenant("acme", policy(rule("no-secrets", "denied_patterns", "{}", 400, false)));
    gateway.tenant("acme", policy(rule("other", "nothing_here", "{}", 400, false)));
    gateway.publishes("acme", saying("r-1", "the secret"));

    // Then
    assertThat(gateway.errors())
        .extracting(error -> error.getFailure().getMessage())
        .satisfiesExactly(
            bad -> assertThat(bad).endsWith("guardrails[0].settings.patterns: name at least one"),
            unknown -> assertThat(unknown).contains("guardrails[0].kind: there is no kind"),
            blocked -> assertThat(blocked).startsWith("guardrail no-secrets blocked"));
  }

  @Test
  void shouldTakeTheGuardrailsInForceWhenAnAttemptStarts() {
    // Given
    GuardrailRule answers = GuardrailRule.of("answers", "test_words", "{}", Phase.ANSWER);
    GuardrailRule calls = GuardrailRule.of("calls", "test_words", "{}", Phase.CALL);
    gateway.tenant("acme", policy(NO_MAIL, answers));
    gateway.publishes("acme", saying("r-1", "hello"));
    Attempt first = gateway.dispatcher.next();

    // When
    gateway.tenant("acme", policy(NO_MAIL, answers, calls));
    gateway.fails(first, timeout());

    // Then
    assertThat(first.guardrails()).containsExactly(answers);
    assertThat(gateway.dispatcher.next().guardrails()).containsExactly(answers, calls);
  }

  @Test
  void shouldStartNoFurtherAttemptWhenThePolicyWasWithdrawn() {
    // Given
    gateway.tenant("acme", policy());
    gateway.publishes("acme", saying("r-1", "hello"));

    // When
    gateway.withdraws("acme");
    gateway.fails(gateway.dispatcher.next(), timeout());

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getPollingId()).isNotNull();
    assertThat(failed.getFailure().getTypePath()).containsExactly("policy", "access_denied");
    assertThat(failed.getAttempts()).hasSize(1);
    assertThat(gateway.dispatcher.isIdle()).isTrue();
  }

  @Test
  void shouldSettleWhatABlockedAnswerUsedAndTellTheGuardrailNotEarlierFailures() {
    // Given
    Limit tokens = Limit.of(List.of(Scope.TENANT), Metric.TOKENS, 10_000, Window.MINUTE);
    gateway.tenant("acme", tokens);
    gateway.publishes("acme", saying("r-1", "hello"));
    gateway.fails(gateway.dispatcher.next(), timeout());
    gateway.polling();

    // When
    gateway.ends(gateway.dispatcher.next(), blockedAnswer());
    gateway.publishes("acme", saying("r-2", "hello"));

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getFailure().getTypePath()).containsExactly("policy", "guardrail_blocked");
    assertThat(failed.getFailure().getStatus()).isEqualTo(403);
    assertThat(failed.getAttempts()).hasSize(2);
    assertThat(failed.getUsage().getInputTokens()).isEqualTo(1_000);
    assertThat(failed.getUsage().getCostMicros()).isEqualTo(1_000 * 3 + 500 * 4);
    PollingEvent next = only(gateway.polling());
    assertThat(next.getLimits().get(0).getUsed()).isEqualTo(1_500);
    assertThat(gateway.dispatcher.next().request().requestId()).isEqualTo("r-2");
  }

  @Test
  void shouldBillABlockedAnswerThatComesAfterItsCallHasEnded() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", saying("r-1", "hello"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.timePasses(CallFixtures.route("any").timeLimit().plus(GatewayHarness.LEASE));
    assertThat(gateway.errors()).hasSize(1);
    gateway.polling();

    // When
    gateway.ends(attempt, blockedAnswer());
    gateway.ends(attempt, blockedAnswer());

    // Then
    PollingEvent late = only(gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getLate().getUsage().getOutputTokens()).isEqualTo(500);
    assertThat(gateway.errors()).isEmpty();
  }

  private static Outcome blockedAnswer() {
    return new Outcome.Failed(PolicyFailure.GuardrailBlocked.of("g", "no", true, 403))
        .with(Usage.of(1_000, 500));
  }

  private static Policy policy(GuardrailRule... guardrails) {
    return Policies.with(Policy.of(1, List.of(TWO)), List.of(guardrails));
  }

  private static GuardrailRule rule(
      String name, String kind, String settings, int status, boolean failOpen) {
    return new GuardrailRule(
        name,
        kind,
        Set.of(Phase.REQUEST),
        status,
        true,
        failOpen,
        Duration.ofSeconds(1),
        json(settings));
  }

  private static String json(String settings) {
    return settings.replace('\'', '"');
  }

  private static Request saying(String id, String text) {
    return CallFixtures.request(id, "chat").with(List.of(Message.text(Role.USER, text)), null);
  }

  private static String textOf(Request request) {
    return ((ContentPart.Text) request.messages().get(0).parts().get(0)).text();
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
