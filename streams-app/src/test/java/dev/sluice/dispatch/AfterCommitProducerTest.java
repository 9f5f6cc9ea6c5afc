package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Attempt;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Sampling;
import dev.sluice.provider.http.Attempts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AfterCommitProducerTest {
  private final List<String> effects = Collections.synchronizedList(new ArrayList<>());
  private final AfterCommit afterCommit =
      new AfterCommit(
          call -> effects.add("start " + call.attempt().attemptId()),
          attempt -> effects.add("cancelled " + attempt.attemptId()),
          attemptId -> effects.add("release " + attemptId));
  private final MockProducer<byte[], byte[]> kafka = new MockProducer<>();
  private final CommitPace pace = new CommitPace(System::nanoTime);
  private final AfterCommitProducer producer = new AfterCommitProducer(kafka, afterCommit, pace);

  @BeforeEach
  void init() {
    producer.initTransactions();
  }

  private static Attempt attempt(String id) {
    return Attempts.attempt(
        id, 1, Attempts.target("t", "p"), Attempts.request(List.of(), null), Sampling.NONE);
  }

  private OpenTransaction.Listener listener(String name) {
    return new OpenTransaction.Listener() {
      @Override
      public void committed() {
        effects.add(name + " is committed");
      }

      @Override
      public void notCommitted() {
        effects.add(name + " is not committed");
      }
    };
  }

  @Test
  void shouldTakeEffectOnceWhenTheTransactionCommits() {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("a"));
    afterCommit.release("b");
    assertThat(effects).isEmpty();

    // When
    producer.commitTransaction();
    producer.beginTransaction();
    producer.commitTransaction();

    // Then
    assertThat(effects).containsExactly("release b", "start a");
    assertThat(kafka.commitCount()).isEqualTo(2);
  }

  @Test
  void shouldNotStartWhatWasCancelledBeforeItsCommit() {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("a"));
    afterCommit.start(attempt("b"));

    // When
    afterCommit.cancel("a");
    afterCommit.cancel("of nobody");
    producer.commitTransaction();

    // Then
    assertThat(effects).containsExactly("start b", "cancelled a");
  }

  @Test
  void shouldForgetWhenTheTransactionAborts() {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("a"));
    afterCommit.release("b");

    // When
    producer.abortTransaction();
    producer.beginTransaction();
    producer.commitTransaction();

    // Then
    assertThat(effects).isEmpty();
  }

  @Test
  void shouldForgetWhenNobodyKnowsWhetherTheTransactionCommitted() {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("a"));
    kafka.commitTransactionException = new TimeoutException("who knows");
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(TimeoutException.class);

    // When
    kafka.commitTransactionException = null;
    producer.commitTransaction();

    // Then
    assertThat(effects).isEmpty();
  }

  @Test
  void shouldForgetWhatATransactionLeftThatNeverEnded() {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("a"));
    afterCommit.release("b");
    MockProducer<byte[], byte[]> anotherKafka = new MockProducer<>();
    AfterCommitProducer another = new AfterCommitProducer(anotherKafka, afterCommit, pace);
    another.initTransactions();

    // When
    another.beginTransaction();
    another.commitTransaction();

    // Then
    assertThat(effects).isEmpty();
  }

  @Test
  void shouldRefuseAStartThatNoTransactionHolds() {
    assertThatThrownBy(() -> afterCommit.start(attempt("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attempt a")
        .hasMessageContaining("without a cache first");
  }

  @Test
  void shouldRefuseAListenerThatNoTransactionHolds() {
    assertThatThrownBy(() -> afterCommit.onEnd(listener("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without a cache first");
  }

  @Test
  void shouldTellListenersOnceAndInTheirOrderAfterTheCommit() {
    // Given
    producer.beginTransaction();
    afterCommit.onEnd(listener("first"));
    afterCommit.onEnd(listener("second"));
    assertThat(effects).isEmpty();

    // When
    producer.commitTransaction();
    producer.beginTransaction();
    producer.commitTransaction();

    // Then
    assertThat(effects).containsExactly("first is committed", "second is committed");
  }

  @Test
  void shouldTellListenersThatTheTransactionWasAborted() {
    // Given
    producer.beginTransaction();
    afterCommit.onEnd(listener("a"));

    // When
    producer.abortTransaction();
    producer.beginTransaction();
    producer.commitTransaction();

    // Then
    assertThat(effects).containsExactly("a is not committed");
  }

  @Test
  void shouldTellListenersOfNoCommitWhenNobodyKnowsWhetherItHappened() {
    // Given
    producer.beginTransaction();
    afterCommit.onEnd(listener("a"));
    kafka.commitTransactionException = new TimeoutException("who knows");

    // When
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(TimeoutException.class);

    // Then
    assertThat(effects).containsExactly("a is not committed");
  }

  @Test
  void shouldKeepAReleaseThatCameBeforeTheTransactionBegan() {
    // Given
    afterCommit.release("b");

    // When
    producer.beginTransaction();
    producer.commitTransaction();

    // Then
    assertThat(effects).containsExactly("release b");
  }

  @Test
  void shouldNotMixThreads() throws Exception {
    // Given
    producer.beginTransaction();
    afterCommit.start(attempt("mine"));
    MockProducer<byte[], byte[]> otherKafka = new MockProducer<>();
    AfterCommitProducer other = new AfterCommitProducer(otherKafka, afterCommit, pace);
    Thread thread =
        new Thread(
            () -> {
              other.initTransactions();
              other.beginTransaction();
              afterCommit.start(attempt("theirs"));
              other.commitTransaction();
            });

    // When
    thread.start();
    thread.join(10_000);

    // Then
    assertThat(effects).containsExactly("start theirs");
    producer.commitTransaction();
    assertThat(effects).containsExactly("start theirs", "start mine");
  }
}
