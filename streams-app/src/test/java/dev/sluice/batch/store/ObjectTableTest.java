package dev.sluice.batch.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObjectTableTest {
  private final ObjectTable table = new ObjectTable();
  private final StoredFile file = StoredExamples.file("file-1", "acme");
  private final StoredBatch batch = StoredExamples.batch("batch_1", file);

  @Test
  void shouldShowATenantNothingOfAnother() {
    // Given
    table.put(file);

    // When
    table.put(batch);

    // Then
    assertThat(table.file("acme", "file-1")).contains(file);
    assertThat(table.file("other", "file-1")).isEmpty();
    assertThat(table.files("other")).isEmpty();
    assertThat(table.batch("acme", "batch_1")).isPresent();
    assertThat(table.batch("other", "batch_1")).isEmpty();
    assertThat(table.batches("other")).isEmpty();
  }

  @Test
  void shouldForgetAFileThatWasRemoved() {
    // Given
    table.put(file);

    // When
    table.remove(file.key());

    // Then
    assertThat(table.file("acme", "file-1")).isEmpty();
  }

  @Test
  void shouldForgetWhatIsOldUnlessItGoesOn() {
    // Given
    StoredBatch over = StoredExamples.batch("batch_2", file);
    table.put(file);
    table.put(batch);
    table.put(over);
    table.put(StoredExamples.refused(over));

    // When
    table.forget(StoredExamples.NOW.plusMillis(1));

    // Then
    assertThat(table.files("acme")).isEmpty();
    assertThat(table.batches("acme")).extracting(KnownBatch::asked).containsExactly(batch);
  }

  @Test
  void shouldKeepWhatIsNotOld() {
    // Given
    table.put(file);
    table.put(batch);
    table.put(StoredExamples.refused(batch));

    // When
    table.forget(StoredExamples.NOW);

    // Then
    assertThat(table.files("acme")).containsExactly(file);
    assertThat(table.batches("acme")).hasSize(1);
  }

  @Test
  void shouldShowABatchAsCancellingUntilItIsOver() {
    // Given
    table.put(batch);
    table.put(StoredExamples.progress(batch, 1, "a", 3));

    // When
    table.put(new StoredCancel("batch_1", "acme", StoredExamples.NOW));

    // Then
    assertThat(table.unfinished())
        .singleElement()
        .extracting(KnownBatch::state)
        .isEqualTo(BatchState.CANCELLING);
    table.put(
        StoredExamples.progress(batch, 1, "a", 3).in(BatchState.CANCELLED, StoredExamples.NOW));
    assertThat(table.unfinished()).isEmpty();
    assertThat(table.batch("acme", "batch_1"))
        .map(KnownBatch::state)
        .contains(BatchState.CANCELLED);
  }
}
