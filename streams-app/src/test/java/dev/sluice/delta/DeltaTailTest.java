package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.PollingId;
import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeltaTailTest {
  private static final Duration LATER = Duration.ofMinutes(1);

  private final MemoryTopic topic = new MemoryTopic();
  private final DeltaTail tail = new DeltaTail(topic.topic());

  @Test
  void shouldGiveEachSubscriberItsCallsRecordsInOrder() throws Exception {
    // Given
    PollingId first = topic.call(0);
    PollingId second = topic.call(0);
    PollingId elsewhere = topic.call(1);
    List<Integer> ofFirst = subscribe(first);
    List<Integer> ofSecond = subscribe(second);
    List<Integer> ofElsewhere = subscribe(elsewhere);
    settle();

    // When
    topic.write(first);
    topic.write(second);
    topic.write(elsewhere);
    topic.write(first);
    settle();
    topic.write(second);
    settle();

    // Then
    assertThat(ofFirst).containsExactly(0, 1);
    assertThat(ofSecond).containsExactly(0, 1);
    assertThat(ofElsewhere).containsExactly(0);
  }

  @Test
  void shouldBeginWithTheCallsFirstRecordWhenNobodyHasReadThePartition() throws Exception {
    // Given
    PollingId earlier = topic.call(0);
    topic.write(earlier);
    topic.pass(LATER);
    PollingId call = topic.call(0);
    topic.write(call);
    topic.pass(LATER);
    topic.write(call);

    // When
    List<Integer> read = subscribe(call);
    settle();

    // Then
    assertThat(read).containsExactly(0, 1);
  }

  @Test
  void shouldNotAskTheBrokerForAFreshCallWhenItsPartitionIsFollowed() throws Exception {
    // Given
    subscribe(topic.call(0));
    settle();
    topic.pass(LATER);
    int asked = topic.asked;

    // When
    PollingId fresh = topic.call(0);
    List<Integer> read = subscribe(fresh);
    tail.follow();
    topic.write(fresh);
    settle();

    // Then
    assertThat(read).containsExactly(0);
    assertThat(topic.asked).isEqualTo(asked);
    assertThat(topic.readers).hasSize(1);
  }

  @Test
  void shouldReadAgainWhatALateSubscriberHasMissedAndThenGoOn() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> early = subscribe(call);
    settle();
    topic.write(call);
    topic.write(call);
    settle();

    // When
    List<Integer> late = subscribe(call);
    tail.follow();
    topic.write(call);
    settle();
    topic.write(call);
    settle();

    // Then
    assertThat(late).containsExactly(0, 1, 2, 3);
    assertThat(early).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldFindTheFirstRecordWhenTheCallIsOlderThanWhatIsFollowed() throws Exception {
    // Given
    PollingId old = topic.call(0);
    topic.write(old);
    topic.pass(LATER);
    PollingId fresh = topic.call(0);
    List<Integer> ofFresh = subscribe(fresh);
    settle();
    topic.write(old);
    topic.write(fresh);
    settle();

    // When
    List<Integer> ofOld = subscribe(old);
    settle();
    topic.write(old);
    topic.write(fresh);
    settle();

    // Then
    assertThat(ofOld).containsExactly(0, 1, 2);
    assertThat(ofFresh).containsExactly(0, 1);
  }

  @Test
  void shouldFindTheFirstRecordWhenTooManyCallsWereReadToRememberIt() throws Exception {
    // Given
    PollingId call = topic.call(0);
    subscribe(call);
    settle();
    topic.write(call);
    topic.pass(LATER);
    for (int others = 0; others < 2_001; others++) {
      topic.write(topic.call(0));
    }
    topic.write(call);
    settle();

    // When
    List<Integer> late = subscribe(call);
    settle();

    // Then
    assertThat(late).containsExactly(0, 1);
  }

  @Test
  void shouldServeAllLateSubscribersOfAPartitionWithOneQuestion() throws Exception {
    // Given
    List<PollingId> old = List.of(topic.call(0), topic.call(0), topic.call(0));
    old.forEach(topic::write);
    topic.pass(LATER);
    subscribe(topic.call(0));
    settle();
    int asked = topic.asked;

    // When
    List<List<Integer>> read = old.stream().map(this::subscribe).toList();
    tail.follow();
    settle();

    // Then
    assertThat(read).allSatisfy(each -> assertThat(each).containsExactly(0));
    // the first of them didn't wait for others to come
    assertThat(topic.asked - asked).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldBeCaughtUpOnceEverythingWasGivenThatWasWrittenBefore() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = new ArrayList<>();
    DeltaSource.Subscription subscription =
        tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    settle();
    topic.write(call);
    topic.write(call);
    topic.readers.get(0).most = 1;

    // When
    CompletionStage<Void> caughtUp = subscription.caughtUp();
    topic.answerOne();
    tail.follow();
    tail.follow();
    boolean halfway = caughtUp.toCompletableFuture().isDone();
    settle();

    // Then
    assertThat(halfway).isFalse();
    assertThat(caughtUp.toCompletableFuture()).isCompleted();
    assertThat(read).containsExactly(0, 1);
  }

  @Test
  void shouldBeCaughtUpWhenALateSubscriberHasReadAgain() throws Exception {
    // Given
    PollingId call = topic.call(0);
    subscribe(call);
    settle();
    topic.write(call);
    settle();
    List<Integer> read = new ArrayList<>();
    DeltaSource.Subscription late =
        tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    CompletionStage<Void> caughtUp = late.caughtUp();
    topic.answerOne();
    tail.follow();
    boolean before = caughtUp.toCompletableFuture().isDone();

    // When
    settle();

    // Then
    assertThat(before).isFalse();
    assertThat(caughtUp.toCompletableFuture()).isCompleted();
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldTellThatItCantCatchUpWhenNobodyKnowsWhereTheTopicEnds() throws Exception {
    // Given
    PollingId call = topic.call(0);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    settle();
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
    List<Integer> read = subscribe(call);
    settle();
    topic.failure = null;

    // When
    settle();
    List<Integer> atOnce = List.copyOf(read);
    topic.pass(Duration.ofSeconds(2));
    settle();

    // Then
    assertThat(atOnce).isEmpty();
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldSkipWhatIsNoRecordOfACall() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = subscribe(call);
    settle();

    // When
    topic.append(0, EventHeaders.of(null, null, call.text()), new byte[0]);
    topic.append(0, new RecordHeaders(), new byte[4]);
    topic.append(0, EventHeaders.of(null, null, "resp_of another form"), new byte[4]);
    topic.write(call);
    settle();

    // Then
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldMissNothingWhenSomebodySubscribesWhileNobodyCanTellASchema() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = subscribe(call);
    settle();
    PollingId other = topic.call(0);
    topic.write(call);
    topic.write(other);
    topic.decodable = 0;
    assertThatThrownBy(this::settle).isSameAs(topic.undecodable);

    // When
    List<Integer> ofOther = subscribe(other);
    tail.follow();
    topic.decodable = Integer.MAX_VALUE;
    settle();

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
    List<Integer> other = subscribe(call);
    settle();

    // When
    topic.write(call);
    topic.write(call);
    settle();

    // Then
    assertThat(read).containsExactly(0, 1);
    assertThat(other).containsExactly(0, 1);
  }

  @Test
  void shouldGiveNothingOnceClosed() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = new ArrayList<>();
    DeltaSource.Subscription subscription =
        tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    settle();
    topic.write(call);
    settle();

    // When
    subscription.close();
    subscription.close();
    topic.write(call);
    settle();

    // Then
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldNotSayThatAClosedSubscriptionIsCaughtUp() throws Exception {
    // Given
    PollingId call = topic.call(0);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    settle();
    topic.write(call);
    CompletionStage<Void> caughtUp = subscription.caughtUp();

    // When
    subscription.close();
    settle();

    // Then
    assertThat(caughtUp.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void shouldFollowAPartitionAWhileLongerThanItsLastSubscriber() throws Exception {
    // Given
    PollingId call = topic.call(3);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    PollingId other = topic.call(4);
    subscribe(other);
    settle();
    subscription.close();
    settle();
    topic.pass(Placement.LINGER.minusSeconds(2));
    settle();
    Set<TopicPartition> before = Set.copyOf(topic.readers.get(0).assignment());

    // When
    topic.pass(Duration.ofSeconds(4));
    settle();

    // Then
    assertThat(before).extracting(TopicPartition::partition).containsExactlyInAnyOrder(3, 4);
    assertThat(topic.readers.get(0).assignment())
        .extracting(TopicPartition::partition)
        .containsExactly(4);
  }

  @Test
  void shouldGoOnWithWhatIsThereWhenRecordsWereDeletedUnread() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = subscribe(call);
    settle();
    topic.write(call);
    settle();
    topic.write(call);
    topic.deleteAll(0);

    // When
    settle();
    topic.write(call);
    settle();

    // Then
    assertThat(read).containsExactly(0, 2);
  }

  @Test
  void shouldGoOnWhenTheTopicIsCreatedAgain() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = subscribe(call);
    settle();
    topic.write(call);
    topic.write(call);
    settle();
    topic.createAgain(0);

    // When
    settle();
    topic.write(call);
    settle();

    // Then
    assertThat(read).containsExactly(0, 1, 2);
  }

  @Test
  void shouldGoOnWhenWhatALateSubscriberHasMissedIsDeleted() throws Exception {
    // Given
    PollingId call = topic.call(0);
    subscribe(call);
    settle();
    topic.write(call);
    settle();
    List<Integer> late = subscribe(call);
    tail.follow();
    topic.deleteAll(0);

    // When
    settle();
    topic.write(call);
    settle();

    // Then
    assertThat(late).containsExactly(1);
  }

  private List<Integer> subscribe(PollingId call) {
    List<Integer> read = new ArrayList<>();
    tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    return read;
  }

  /** Until nothing is left to be done. */
  private void settle() throws InterruptedException {
    for (int steps = 0; steps < 12; steps++) {
      tail.follow();
      topic.answerOne();
      tail.readAgain();
    }
  }
}
