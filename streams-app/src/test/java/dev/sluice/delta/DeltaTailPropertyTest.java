package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Calls, writers, subscribers, both threads and the broker's answers in any order: everybody reads
 * exactly the records of his call, from the first one, in order.
 */
class DeltaTailPropertyTest {
  private static final int PARTITIONS = 2;

  /** What was promised to somebody, and what came of it. */
  private record Promise(CompletionStage<Void> caughtUp, List<Integer> read, int written) {
    private void assertKept() {
      if (caughtUp.toCompletableFuture().isDone()
          && !caughtUp.toCompletableFuture().isCompletedExceptionally()) {
        assertThat(read).hasSizeGreaterThanOrEqualTo(written);
      }
    }
  }

  /** A subscriber, as the model knows it. */
  private record Listener(
      PollingId call,
      List<Integer> read,
      DeltaSource.Subscription subscription,
      AtomicBoolean closed) {}

  private static final class World {
    private final MemoryTopic topic = new MemoryTopic();
    private final DeltaTail tail = new DeltaTail(topic.topic());
    private final List<PollingId> calls = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private final Random random;
    private boolean following;

    private World(Random random) {
      this.random = random;
    }

    private void act() throws InterruptedException {
      switch (random.nextInt(14)) {
        case 0 -> calls.add(topic.call(random.nextInt(PARTITIONS)));
        case 1, 2, 3 -> write();
        case 4, 5 -> subscribe();
        case 6 -> close();
        case 7 -> ask();
        case 8 -> topic.answerOne();
        case 9 -> topic.pass(Duration.ofSeconds(random.nextInt(20)));
        case 10, 11 -> readAgain();
        case 12 -> fail();
        default -> follow();
      }
    }

    private void write() {
      if (!calls.isEmpty()) {
        topic.write(calls.get(random.nextInt(calls.size())));
      }
    }

    private void subscribe() {
      if (calls.isEmpty()) {
        return;
      }
      PollingId call = calls.get(random.nextInt(calls.size()));
      List<Integer> read = new ArrayList<>();
      listeners.add(
          new Listener(
              call,
              read,
              tail.subscribe(call, call.acceptedAt(), each -> take(read, each)),
              new AtomicBoolean()));
    }

    /** In the middle of a batch the other thread may do anything. */
    private void take(List<Integer> read, AnswerDeltas deltas) {
      read.add(deltas.first());
      if (following && random.nextBoolean()) {
        following = false;
        readAgain();
        following = true;
      }
    }

    private void close() {
      if (!listeners.isEmpty()) {
        Listener listener = listeners.get(random.nextInt(listeners.size()));
        listener.subscription.close();
        listener.closed.set(true);
      }
    }

    private void ask() {
      if (!listeners.isEmpty()) {
        Listener listener = listeners.get(random.nextInt(listeners.size()));
        if (!listener.closed.get()) {
          promises.add(
              new Promise(
                  listener.subscription.caughtUp(), listener.read, topic.written(listener.call)));
        }
      }
    }

    private void fail() {
      int kind = random.nextInt(6);
      topic.failure = kind == 0 ? new IllegalStateException("whatever a consumer throws") : null;
      topic.decodable = kind == 1 ? random.nextInt(3) : Integer.MAX_VALUE;
    }

    private void follow() {
      limit();
      following = true;
      try {
        tail.follow();
      } catch (IllegalStateException failed) {
        assertThat(failed).isIn(topic.failure, topic.undecodable);
      } catch (InterruptedException never) {
        throw new AssertionError(never);
      } finally {
        following = false;
      }
      promises.forEach(Promise::assertKept);
    }

    private void readAgain() {
      limit();
      try {
        tail.readAgain();
      } catch (IllegalStateException failed) {
        assertThat(failed).isIn(topic.failure, topic.undecodable);
      } catch (InterruptedException never) {
        throw new AssertionError(never);
      }
    }

    private void limit() {
      topic.readers.forEach(reader -> reader.most = 1 + random.nextInt(4));
    }

    /** As long as anything may still be under way. */
    private void settle() {
      topic.failure = null;
      topic.decodable = Integer.MAX_VALUE;
      for (int steps = 0; steps < 300; steps++) {
        follow();
        topic.answerOne();
        readAgain();
        topic.pass(Duration.ofMillis(100));
      }
    }
  }

  @Property(tries = 2_000)
  void shouldGiveEverySubscriberItsCallsRecordsOnceAndInOrder(
      @ForAll long seed, @ForAll @IntRange(max = 120) int actions) throws Exception {
    // Given
    World world = new World(new Random(seed));
    for (int action = 0; action < actions; action++) {
      world.act();
    }

    // When
    world.settle();
    world.calls.forEach(world.topic::write);
    world.settle();

    // Then
    for (Listener listener : world.listeners) {
      List<Integer> all = IntStream.range(0, world.topic.written(listener.call)).boxed().toList();
      if (listener.closed.get()) {
        assertThat(listener.read).isEqualTo(all.subList(0, listener.read.size()));
      } else {
        assertThat(listener.read).isEqualTo(all);
      }
    }
    assertThat(world.promises)
        .allSatisfy(each -> assertThat(each.caughtUp().toCompletableFuture()).isDone());
  }
}
