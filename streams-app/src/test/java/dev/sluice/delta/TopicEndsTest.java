package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TopicEndsTest {
  private final MemoryTopic topic = new MemoryTopic();
  private final TopicEnds ends = new TopicEnds(topic);

  @Test
  void shouldShareTheNextQuestionAmongThoseWhoAskMeanwhile() {
    // Given
    CompletionStage<Long> first = ends.ask(0);
    CompletionStage<Long> second = ends.ask(0);
    CompletionStage<Long> third = ends.ask(0);
    topic.answerOne();
    topic.append(0, new RecordHeaders(), new byte[0]);

    // When
    topic.answerOne();

    // Then
    assertThat(first.toCompletableFuture()).isCompletedWithValue(0L);
    assertThat(second.toCompletableFuture()).isCompletedWithValue(1L);
    assertThat(third.toCompletableFuture()).isCompletedWithValue(1L);
    assertThat(topic.asked).isEqualTo(2);
  }

  @Test
  void shouldAskAboutOnePartitionWhileAnotherOnesLeaderIsAway() {
    // Given
    var unused = ends.ask(0);
    CompletionStage<Long> other = ends.ask(1);
    topic.questions.remove();

    // When
    topic.answerOne();

    // Then
    assertThat(other.toCompletableFuture()).isCompletedWithValue(0L);
  }

  @Test
  void shouldAskAgainAfterAFailure() {
    // Given
    topic.failure = new TimeoutException("no broker");
    CompletionStage<Long> failed = ends.ask(0);
    topic.answerOne();
    topic.failure = null;

    // When
    CompletionStage<Long> next = ends.ask(0);
    topic.answerOne();

    // Then
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    assertThat(next.toCompletableFuture()).isCompletedWithValue(0L);
  }
}
