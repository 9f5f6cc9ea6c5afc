package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Who is given which records, whenever they come. */
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
    List<Integer> ofFirst = MemoryTopic.subscribe(tail, first);
    List<Integer> ofSecond = MemoryTopic.subscribe(tail, second);
    List<Integer> ofElsewhere = MemoryTopic.subscribe(tail, elsewhere);
    topic.settle(tail);

    // When
    topic.write(first);
    topic.write(second);
    topic.write(elsewhere);
    topic.write(first);
    topic.settle(tail);
    topic.write(second);
    topic.settle(tail);

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
    List<Integer> read = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0, 1);
  }

  @Test
  void shouldNotAskTheBrokerForAFreshCallWhenItsPartitionIsFollowed() throws Exception {
    // Given
    MemoryTopic.subscribe(tail, topic.call(0));
    topic.settle(tail);
    topic.pass(LATER);
    int asked = topic.asked;

    // When
    PollingId fresh = topic.call(0);
    List<Integer> read = MemoryTopic.subscribe(tail, fresh);
    tail.follow();
    topic.write(fresh);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0);
    assertThat(topic.asked).isEqualTo(asked);
    assertThat(topic.readers).hasSize(1);
  }

  @Test
  void shouldReadAgainWhatALateSubscriberHasMissedAndThenGoOn() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> early = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.write(call);
    topic.settle(tail);

    // When
    List<Integer> late = MemoryTopic.subscribe(tail, call);
    tail.follow();
    topic.write(call);
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);

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
    List<Integer> ofFresh = MemoryTopic.subscribe(tail, fresh);
    topic.settle(tail);
    topic.write(old);
    topic.write(fresh);
    topic.settle(tail);

    // When
    List<Integer> ofOld = MemoryTopic.subscribe(tail, old);
    topic.settle(tail);
    topic.write(old);
    topic.write(fresh);
    topic.settle(tail);

    // Then
    assertThat(ofOld).containsExactly(0, 1, 2);
    assertThat(ofFresh).containsExactly(0, 1);
  }

  @Test
  void shouldFindTheFirstRecordWhenTooManyCallsWereReadToRememberIt() throws Exception {
    // Given
    PollingId call = topic.call(0);
    MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.pass(LATER);
    for (int others = 0; others < 2_001; others++) {
      topic.write(topic.call(0));
    }
    topic.write(call);
    topic.settle(tail);

    // When
    List<Integer> late = MemoryTopic.subscribe(tail, call);
    topic.settle(tail);

    // Then
    assertThat(late).containsExactly(0, 1);
  }

  @Test
  void shouldServeAllLateSubscribersOfAPartitionWithOneQuestion() throws Exception {
    // Given
    List<PollingId> old = List.of(topic.call(0), topic.call(0), topic.call(0));
    old.forEach(topic::write);
    topic.pass(LATER);
    MemoryTopic.subscribe(tail, topic.call(0));
    topic.settle(tail);
    int asked = topic.asked;

    // When
    List<List<Integer>> read = old.stream().map(each -> MemoryTopic.subscribe(tail, each)).toList();
    tail.follow();
    topic.settle(tail);

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
    topic.settle(tail);
    topic.write(call);
    topic.write(call);
    topic.readers.get(0).most = 1;

    // When
    CompletionStage<Void> caughtUp = subscription.caughtUp();
    topic.answerOne();
    tail.follow();
    tail.follow();
    boolean halfway = caughtUp.toCompletableFuture().isDone();
    topic.settle(tail);

    // Then
    assertThat(halfway).isFalse();
    assertThat(caughtUp.toCompletableFuture()).isCompleted();
    assertThat(read).containsExactly(0, 1);
  }

  @Test
  void shouldBeCaughtUpWhenALateSubscriberHasReadAgain() throws Exception {
    // Given
    PollingId call = topic.call(0);
    MemoryTopic.subscribe(tail, call);
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);
    List<Integer> read = new ArrayList<>();
    DeltaSource.Subscription late =
        tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    CompletionStage<Void> caughtUp = late.caughtUp();
    topic.answerOne();
    tail.follow();
    boolean before = caughtUp.toCompletableFuture().isDone();

    // When
    topic.settle(tail);

    // Then
    assertThat(before).isFalse();
    assertThat(caughtUp.toCompletableFuture()).isCompleted();
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldGiveNothingOnceClosed() throws Exception {
    // Given
    PollingId call = topic.call(0);
    List<Integer> read = new ArrayList<>();
    DeltaSource.Subscription subscription =
        tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    topic.settle(tail);
    topic.write(call);
    topic.settle(tail);

    // When
    subscription.close();
    subscription.close();
    topic.write(call);
    topic.settle(tail);

    // Then
    assertThat(read).containsExactly(0);
  }

  @Test
  void shouldNotSayThatAClosedSubscriptionIsCaughtUp() throws Exception {
    // Given
    PollingId call = topic.call(0);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    topic.settle(tail);
    topic.write(call);
    CompletionStage<Void> caughtUp = subscription.caughtUp();

    // When
    subscription.close();
    topic.settle(tail);

    // Then
    assertThat(caughtUp.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void shouldFollowAPartitionAWhileLongerThanItsLastSubscriber() throws Exception {
    // Given
    PollingId call = topic.call(3);
    DeltaSource.Subscription subscription = tail.subscribe(call, call.acceptedAt(), each -> {});
    PollingId other = topic.call(4);
    MemoryTopic.subscribe(tail, other);
    topic.settle(tail);
    subscription.close();
    topic.settle(tail);
    topic.pass(Placement.LINGER.minusSeconds(2));
    topic.settle(tail);
    Set<TopicPartition> before = Set.copyOf(topic.readers.get(0).assignment());

    // When
    topic.pass(Duration.ofSeconds(4));
    topic.settle(tail);

    // Then
    assertThat(before).extracting(TopicPartition::partition).containsExactlyInAnyOrder(3, 4);
    assertThat(topic.readers.get(0).assignment())
        .extracting(TopicPartition::partition)
        .containsExactly(4);
  }
}
