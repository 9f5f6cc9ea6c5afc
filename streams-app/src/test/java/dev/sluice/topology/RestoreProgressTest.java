package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
  private static final TopicPartition ONE = new TopicPartition("changelog", 0);
  private static final TopicPartition OTHER = new TopicPartition("changelog", 1);

  private final RestoreProgress progress = new RestoreProgress();

  @Test
  void shouldTellWhatIsLeftOfAllStoresThatAreRestored() {
    // Given
    progress.onRestoreStart(ONE, "journal", 100, 600);
    progress.onRestoreStart(OTHER, "journal", 0, 50);

    // When
    progress.onBatchRestored(ONE, "journal", 300, 200);

    // Then
    assertThat(progress.stores()).isEqualTo(2);
    assertThat(progress.remaining()).isEqualTo(350);
    assertThat(progress.restored()).isEqualTo(200);
  }

  @Test
  void shouldHaveNothingLeftWhenStoresAreRestoredOrLeave() {
    // Given
    progress.onRestoreStart(ONE, "journal", 0, 500);
    progress.onRestoreStart(OTHER, "journal", 0, 50);
    progress.onBatchRestored(ONE, "journal", 500, 10);

    // When
    progress.onRestoreEnd(ONE, "journal", 10);
    progress.onRestoreSuspended(OTHER, "journal", 0);

    // Then
    assertThat(progress.stores()).isZero();
    assertThat(progress.remaining()).isZero();
    assertThat(progress.restored()).isEqualTo(10);
  }
}
