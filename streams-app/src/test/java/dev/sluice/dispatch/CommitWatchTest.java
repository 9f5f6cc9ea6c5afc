package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class CommitWatchTest {
  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
  private final CommitWatch watch = new CommitWatch(() -> nanos);

  private void pass(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void shouldNotWaitWhileNothingIsBegun() {
    // Given
    watch.begun("a");
    watch.committed("a");

    // When
    pass(3_600);

    // Then
    assertThat(watch.waiting()).isZero();
  }

  @Test
  void shouldTellHowLongTheOldestHasWaited() {
    // Given
    watch.begun("a");
    pass(4);
    watch.begun("b");
    pass(3);

    // When
    watch.begun("a");

    // Then
    assertThat(watch.waiting()).isEqualTo(Duration.ofSeconds(7));
    watch.committed("a");
    assertThat(watch.waiting()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldGoOnWaitingWhenEveryTryComesToNothing() {
    // Given
    for (int thread = 0; thread < 4; thread++) {
      watch.begun(thread);
      watch.abandoned(thread);
      pass(2);
    }

    // When
    watch.begun("next");

    // Then
    assertThat(watch.waiting()).isEqualTo(Duration.ofSeconds(8));
    watch.committed("next");
    assertThat(watch.waiting()).isZero();
  }

  @Test
  void shouldForgetAFailureThatWasTheLastOne() {
    // Given
    watch.begun("a");
    watch.abandoned("a");

    // When
    nanos += CommitWatch.SAME_OUTAGE.toNanos() + 1;

    // Then
    assertThat(watch.waiting()).isZero();
  }

  @Test
  void shouldWaitWhileAProducersCommitFails() {
    // Given
    MockProducer<byte[], byte[]> kafka = new MockProducer<>();
    WatchedProducer producer = new WatchedProducer(kafka, watch);
    producer.initTransactions();
    producer.beginTransaction();
    pass(1);
    producer.commitTransaction();
    assertThat(watch.waiting()).isZero();
    producer.beginTransaction();
    pass(2);
    kafka.commitTransactionException = new IllegalStateException("no quorum");

    // When
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(IllegalStateException.class);
    pass(3);

    // Then
    assertThat(watch.waiting()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldForgetATransactionWhoseProducerIsClosed() {
    // Given
    WatchedProducer producer = new WatchedProducer(new MockProducer<>(), watch);
    producer.initTransactions();
    producer.beginTransaction();

    // When
    producer.close();
    pass(60);

    // Then
    assertThat(watch.waiting()).isZero();
  }
}
