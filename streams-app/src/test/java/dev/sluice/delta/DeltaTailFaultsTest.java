package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.PollingId;
import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** A topic, a broker, a registry and listeners that fail. */
class DeltaTailFaultsTest {
  private final MemoryTopic topic = new MemoryTopic();
  private final DeltaTail tail = new DeltaTail(topic.topic());

  @Test
  void shouldTellThatItCantCatchUpWhenNobodyKnowsWhereTheTopicEnds() throws Exception {
    // Given
    PollingId call = topic.call(0);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    topic.settle(tail);
    topic.failure = new TimeoutException("no broker");

    // When
    CompletionStage<Void> caughtUp = subscription.caughtUp();
    topic.answerOne();

    // Then
    assertThat(caughtUp.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void shouldAskAgainWhenNobodyKnewWhereTheCallBegins() throws Exception {
    // Given
    PollingId call = topic.call(0);
    topic.write(call);
    topic.failure = new TimeoutException("no broker");
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.failure = null;

    // When
    topic.settle(tail);
    List<Integer> atOnce = List.copyOf(read);
    topic.pass(Duration.ofSeconds(2));
    topic.settle(tail);

    // Then
    assertThat(atOnce).isEmpty();
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldSkipWhatIsNoRecordOfACall() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);

    // When
    topic.append(0, EventHeaders.of(null, null, call.text()), new byte[0]);
    topic.append(0, new RecordHeaders(), new byte[4]);
    topic.append(0, EventHeaders.of(null, null, "resp_of another form"), new byte[4]);
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldMissNothingWhenSomebodySubscribesWhileNobodyCanTellASchema() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    PollingId other = topic.call(0);
    topic.write(call);
    topic.write(other);
    topic.decodable = 0;
    assertThatThrownBy(() -> topic.settle(tail)).isSameAs(topic.undecodable);

    // When
    List<Integer> ofOther = MemoryTopic.subscribe(tail, other);
    tail.follow();
    topic.decodable = Integer.MAX_VALUE;
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0);
    assertThat(ofOther).containsExactly(0);
  }

  @Test
  void shouldGoOnWhenAListenerThrows() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = new ArrayList<>();
    tail.subscribe(
        call,
        call.acceptedAt(),
        each -> {
          read.add(each.first());
          throw new IllegalStateException("a mistake");
        });
    List<Integer> other = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);

    // When
    topic.write(call);
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0, 1);
    assertThat(other).containsExactly(0, 1);
  }

  @Test
  void shouldGoOnWithWhatIsThereWhenRecordsWereDeletedUnread() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);
    topic.write(call);
    topic.deleteAll(0);

    // When
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0, 2);
  }

  @Test
  void shouldGoOnWhenTheTopicIsCreatedAgain() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.write(call);
    topic.settle(tail);
    topic.createAgain(0);

    // When
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0, 1, 2);
  }

  @Test
  void shouldGoOnWhenWhatALateSubscriberHasMissedIsDeleted() throws Exception {
    // Given
    PollingId call = topic.call(0);
    MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);
    List<Integer> late = MemoryTopic.subscribe(tail, call);
    tail.follow();
    topic.deleteAll(0);

    // When
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(late).containsExactly(1);
  }
}
