package dev.sluice.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch that may have been created though no reply said so. */
class LostProviderBatchTest {
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
  void shouldBeFoundAmongOthersWhenItWasCreated(ProviderKind kind) {
    // Given
    stub.foreign(KEY, 2);
    stub.faults().onCreate(StubFaults.OnCreate.DROP_AFTER);
    try (BatchRun run = new BatchRun(kind, stub, OTHER_KEY, KEY)) {
      assertThat(run.create(ATTEMPTS)).isInstanceOf(BatchReply.Unclear.class);
      String id = stub.batches().get(1).id();
      String key = stub.batches().get(1).key();
      for (int i = 0; i < 5; i++) {
        stub.foreign(key, 2);
      }
      stub.finish();

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isEqualTo(new BatchReply.Done<>(Optional.of(id)));
      assertThat(stub.submitted()).filteredOn(each -> each.startsWith("att")).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENAI_RESPONSES", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldNotBeFoundWhenItWasNotCreated(ProviderKind kind) {
    // Given
    stub.foreign(KEY, 2);
    stub.foreign(KEY, 5);
    stub.finish();
    stub.faults().onCreate(StubFaults.OnCreate.DROP_BEFORE);
    try (BatchRun run = new BatchRun(kind, stub, KEY, OTHER_KEY)) {
      assertThat(run.create(ATTEMPTS)).isInstanceOf(BatchReply.Unclear.class);

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isEqualTo(new BatchReply.Done<>(Optional.empty()));
    }
  }

  @Test
  void shouldBeFoundAtOnceWhereBatchesHaveNames() {
    // Given
    stub.faults().onCreate(StubFaults.OnCreate.DROP_AFTER);
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY)) {
      assertThat(run.create(ATTEMPTS)).isInstanceOf(BatchReply.Unclear.class);

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isEqualTo(new BatchReply.Done<>(Optional.of(stub.batches().get(0).id())));
    }
  }

  @Test
  void shouldBeUnclearWhileNothingTellsWhoseARunningBatchIs() {
    // Given
    stub.foreign(KEY, 2);
    try (BatchRun run = new BatchRun(ProviderKind.ANTHROPIC, stub, KEY)) {

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isInstanceOf(BatchReply.Unclear.class);
    }
  }

  @Test
  void shouldNotWaitForABatchOfMoreRequests() {
    // Given
    stub.foreign(KEY, 3);
    try (BatchRun run = new BatchRun(ProviderKind.ANTHROPIC, stub, KEY)) {

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isEqualTo(new BatchReply.Done<>(Optional.empty()));
    }
  }

  @Test
  void shouldBeUnclearWhenAKeyThatMayHaveCreatedItIsRefused() {
    // Given
    try (BatchRun run = new BatchRun(ProviderKind.OPENAI, stub, KEY, "sk-proj-revoked-00000000")) {

      // When
      BatchReply<Optional<String>> found = run.find(ATTEMPTS);

      // Then
      assertThat(found).isInstanceOf(BatchReply.Unclear.class);
    }
  }
}
