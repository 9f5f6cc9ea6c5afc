package dev.sluice.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.ProviderKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderBatchStepsTest {
  private static final String KEY = "sk-proj-0123456789-abcdefgh";
  private static final String OTHER_KEY = "sk-proj-9876543210-abcdefgh";
  private static final List<Attempt> ATTEMPTS = BatchRun.attempts("att_a", "att_b");

  private final BatchStub stub = BatchStub.start(KEY, OTHER_KEY);

  @AfterEach
  void close() {
    stub.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldHaveEndedNoSoonerThanTheProviderSays(ProviderKind kind) {
    // Given
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(ATTEMPTS)) {
      stub.advance();
      BatchReply<Boolean> before = run.hasEnded();
      stub.finish();

      // When
      BatchReply<Boolean> after = run.hasEnded();

      // Then
      assertThat(before).isEqualTo(new BatchReply.Done<>(false));
      assertThat(after).isEqualTo(new BatchReply.Done<>(true));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldLeaveOutWhatCannotBeSent(ProviderKind kind) {
    // Given
    Attempt unsendable = BatchRun.attempt("att_b", "[]", false);
    List<Attempt> attempts = List.of(ATTEMPTS.get(0), unsendable);
    try (BatchRun run = new BatchRun(kind, stub, KEY)) {

      // When
      ProviderBatches.Prepared prepared = run.prepare(attempts);

      // Then
      assertThat(prepared.size()).isEqualTo(1);
      assertThat(prepared.unsendable()).containsOnlyKeys("att_b");
      assertThat(BatchRun.failure(prepared.unsendable().get("att_b")).type())
          .isEqualTo(FailureType.INVALID_REQUEST);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "ANTHROPIC"})
  void shouldWriteNoStreamAndNoTier(ProviderKind kind) {
    // Given
    Attempt attempt = BatchRun.attempt("att_a", "{\"service_tier\":\"flex\"}", true);
    try (BatchRun run = new BatchRun(kind, stub, KEY)) {

      // When
      run.created(List.of(attempt));

      // Then
      JsonNode body = stub.batches().get(0).bodies().getOrDefault("att_a", Json.object());
      assertThat(body.fieldNames())
          .toIterable()
          .contains("model")
          .doesNotContain("stream", "stream_options", "service_tier");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void shouldTellHowLongToWaitWhenTheProviderLimitsBatches(ProviderKind kind) {
    // Given
    stub.faults().onCreate(StubFaults.OnCreate.RATE_LIMIT);
    try (BatchRun run = new BatchRun(kind, stub, KEY)) {

      // When
      BatchReply<String> reply = run.create(ATTEMPTS);

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Refused.class);
      BatchReply.Refused<String> refused = (BatchReply.Refused<String>) reply;
      assertThat(refused.retryable()).isTrue();
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      assertThat(stub.batches()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StubFaults.OnCreate.class,
      names = {"SERVER_ERROR", "UNREADABLE", "DROP_BEFORE", "DROP_AFTER"})
  void shouldBeUnclearWhenTheReplyDoesNotTellWhetherTheBatchWasCreated(StubFaults.OnCreate fault) {
    // Given
    stub.faults().onCreate(fault);
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY)) {

      // When
      BatchReply<String> reply = run.create(ATTEMPTS);

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Unclear.class);
    }
  }

  @Test
  void shouldBeRefusedForGoodWhenTheKeyIsNot() {
    // Given
    try (BatchRun run = new BatchRun(ProviderKind.ANTHROPIC, stub, "sk-proj-revoked-00000000")) {

      // When
      BatchReply<String> reply = run.create(ATTEMPTS);

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Refused.class);
      BatchReply.Refused<String> refused = (BatchReply.Refused<String>) reply;
      assertThat(refused.retryable()).isFalse();
      assertThat(refused.failure().type()).isEqualTo(FailureType.AUTHENTICATION);
      assertThat(refused.toString()).doesNotContain("sk-proj-revoked-00000000");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldStopWhatIsNotBegunWhenCancelled(ProviderKind kind) {
    // Given
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(ATTEMPTS)) {

      // When
      BatchReply<Boolean> reply = run.cancel();

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Done.class);
      assertThat(run.hasEnded()).isEqualTo(new BatchReply.Done<>(true));
      assertThat(run.read(ATTEMPTS, outcomes)).isInstanceOf(BatchReply.Done.class);
      assertThat(outcomes).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldBeAskedAboutAgainWhenTheKeyIsRefused(ProviderKind kind) {
    // Given
    try (BatchRun creating = new BatchRun(kind, stub, KEY).created(ATTEMPTS);
        BatchRun revoked =
            new BatchRun(kind, stub, "sk-proj-revoked-00000000")
                .noted(stub.batches().get(0).id())) {
      stub.finish();
      assertThat(creating.hasEnded()).isEqualTo(new BatchReply.Done<>(true));

      // When
      List<BatchReply<?>> replies =
          List.of(revoked.hasEnded(), revoked.read(ATTEMPTS, new TreeMap<>()));

      // Then
      assertThat(replies)
          .allSatisfy(
              reply ->
                  assertThat(reply)
                      .isInstanceOfSatisfying(
                          BatchReply.Refused.class,
                          refused -> assertThat(refused.retryable()).isTrue()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldUseTheKeyThatTheBatchBelongsTo(ProviderKind kind) {
    // Given
    try (BatchRun creating = new BatchRun(kind, stub, OTHER_KEY).created(ATTEMPTS);
        BatchRun run = new BatchRun(kind, stub, KEY, OTHER_KEY).noted(stub.batches().get(0).id())) {
      stub.finish();
      assertThat(creating.hasEnded()).isEqualTo(new BatchReply.Done<>(true));

      // When
      Map<String, Outcome> outcomes = run.outcomes(ATTEMPTS);

      // Then
      assertThat(outcomes).containsOnlyKeys("att_a", "att_b");
    }
  }

  @Test
  void shouldNotRetryForABatchThatNoKeyKnows() {
    // Given
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY, OTHER_KEY).noted("batch_9")) {

      // When
      BatchReply<Boolean> reply = run.hasEnded();

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Refused.class);
      assertThat(((BatchReply.Refused<Boolean>) reply).retryable()).isFalse();
    }
  }

  @Test
  void shouldHaveItsFileDeletedSomeDayAndName() {
    // Given
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY)) {

      // When
      run.created(ATTEMPTS);

      // Then
      assertThat(stub.uploads().get(0))
          .containsEntry("purpose", "batch")
          .containsEntry("expires_after[anchor]", "created_at")
          .containsKey("expires_after[seconds]");
      assertThat(stub.batches().get(0).name()).isEqualTo("batch-1");
    }
  }

  @Test
  void shouldUseTheResourcesOwnPathsWhenAzuresVersionIsDated() {
    // Given
    try (BatchRun run = BatchRun.dated(stub, "2024-10-21", KEY)) {

      // When
      run.created(ATTEMPTS);

      // Then
      assertThat(stub.asked())
          .containsExactly(
              "POST /openai/files?api-version=2024-10-21",
              "POST /openai/batches?api-version=2024-10-21");
    }
  }

  @Test
  void shouldWaitUntilAzureHasLookedThroughTheFile() {
    // Given
    stub.faults().lookThroughFiles();
    try (BatchRun run = new BatchRun(ProviderKind.AZURE_OPENAI, stub, KEY)) {

      // When
      run.created(ATTEMPTS);

      // Then
      assertThat(stub.asked())
          .containsExactly(
              "POST /openai/v1/files", "GET /openai/v1/files/file-1", "POST /openai/v1/batches");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void shouldHaveNoResultsBeforeTheEnd(ProviderKind kind) {
    // Given
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (BatchRun run = new BatchRun(kind, stub, KEY).created(ATTEMPTS)) {
      stub.advance();

      // When
      BatchReply<String> reply = run.read(ATTEMPTS, outcomes);

      // Then
      assertThat(reply).isInstanceOf(BatchReply.Refused.class);
      assertThat(((BatchReply.Refused<String>) reply).retryable()).isTrue();
      assertThat(outcomes).isEmpty();
    }
  }

  @Test
  void shouldSendNothingWhenNothingCanBeSent() {
    // Given
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY)) {

      // When
      ProviderBatches.Prepared prepared =
          run.prepare(List.of(BatchRun.attempt("att_a", "[]", false)));

      // Then
      assertThat(prepared.size()).isZero();
      assertThat(stub.asked()).isEmpty();
    }
  }
}
