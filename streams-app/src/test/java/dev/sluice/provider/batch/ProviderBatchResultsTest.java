package dev.sluice.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderBatchResultsTest {
  private static final String KEY = "sk-proj-0123456789-abcdefgh";

  private final BatchStub stub = BatchStub.start(KEY);

  @AfterEach
  void close() {
    stub.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldGiveEachAttemptItsAnswerWhateverTheOrderOfResults(ProviderKind kind) {
    // Given
    List<Attempt> attempts = BatchRun.attempts("att_a", "att_b", "att_c");
    stub.faults().reverse();
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(attempts)) {
      stub.finish();

      // When
      Map<String, Outcome> outcomes = run.outcomes(attempts);

      // Then
      assertThat(outcomes).containsOnlyKeys("att_a", "att_b", "att_c");
      outcomes.forEach(
          (id, outcome) -> {
            Outcome.Answered answered = (Outcome.Answered) outcome;
            assertThat(answered.answer().text()).isEqualTo("answer to " + id);
            assertThat(answered.answer().usage())
                .satisfies(
                    usage -> {
                      assertThat(usage.inputTokens()).isEqualTo(StubAnswers.INPUT_TOKENS);
                      assertThat(usage.outputTokens()).isEqualTo(StubAnswers.OUTPUT_TOKENS);
                    });
          });
      assertThat(stub.submitted()).containsExactly("att_a", "att_b", "att_c");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void shouldHaveNoOutcomeForWhatTheBatchLeftUndone(ProviderKind kind) {
    // Given
    List<Attempt> attempts = BatchRun.attempts("att_a", "att_b", "att_c");
    stub.faults().expire("att_b").leaveOut("att_c");
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(attempts)) {
      stub.finish();

      // When
      BatchReply<String> reply = run.read(attempts, outcomes);

      // Then
      assertThat(outcomes).containsOnlyKeys("att_a");
      assertThat(reply).isInstanceOf(BatchReply.Done.class);
      assertThat(((BatchReply.Done<String>) reply).value()).contains("request");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldFailAsTheSameReplyToAnOrdinaryCallDoes(ProviderKind kind) {
    // Given
    List<Attempt> attempts = BatchRun.attempts("att_a", "att_b", "att_c", "att_d");
    stub.faults()
        .refuse("att_b", 429, "rate_limit_error", "slow down")
        .refuse("att_c", 400, "invalid_request_error", "messages: must not be so")
        .refuse("att_d", 401, "authentication_error", "no such key " + KEY);
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(attempts)) {
      stub.finish();

      // When
      Map<String, Outcome> outcomes = run.outcomes(attempts);

      // Then
      assertThat(outcomes.get("att_a")).isInstanceOf(Outcome.Answered.class);
      assertThat(BatchRun.failure(outcomes.get("att_b")).type())
          .isEqualTo(FailureType.PROVIDER_RATE_LIMITED);
      assertThat(BatchRun.failure(outcomes.get("att_c")).type())
          .isEqualTo(FailureType.INVALID_REQUEST);
      assertThat(BatchRun.failure(outcomes.get("att_d")).type())
          .isEqualTo(FailureType.AUTHENTICATION);
      assertThat(BatchRun.failure(outcomes.get("att_d")).toString())
          .contains("no such key ***")
          .doesNotContain(KEY);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void shouldReadManyResults(ProviderKind kind) {
    // Given
    List<Attempt> attempts = BatchRun.attempts(5000);
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(attempts)) {
      stub.finish();

      // When
      Map<String, Outcome> outcomes = run.outcomes(attempts);

      // Then
      assertThat(outcomes).hasSize(5000);
      assertThat(outcomes.values()).allMatch(outcome -> outcome instanceof Outcome.Answered);
    }
  }

  @Test
  void shouldNotSendTheKeyToAnotherHostThatTheReplyNames() {
    // Given
    List<Attempt> attempts = BatchRun.attempts("att_a");
    try (BatchStub other = BatchStub.start();
        BatchRun run = new BatchRun(ProviderKind.ANTHROPIC, stub, KEY).created(attempts)) {
      stub.faults().resultsAt(other.url());
      stub.finish();

      // When
      Map<String, Outcome> outcomes = run.outcomes(attempts);

      // Then
      assertThat(outcomes).containsOnlyKeys("att_a");
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void shouldTellWhyABatchFailedBeforeItBegan() {
    // Given
    List<Attempt> attempts = BatchRun.attempts("att_a");
    stub.faults().failValidation("Enqueued token limit reached for " + KEY);
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY).created(attempts)) {
      stub.advance();

      // When
      BatchReply<String> reply = run.read(attempts, outcomes);

      // Then
      assertThat(reply).isEqualTo(new BatchReply.Done<>("Enqueued token limit reached for ***"));
      assertThat(run.hasEnded()).isEqualTo(new BatchReply.Done<>(true));
      assertThat(outcomes).isEmpty();
    }
  }
}
