package dev.sluice.delta;

import dev.sluice.call.PollingIds;
import dev.sluice.wire.EventHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A partition that is followed, with those who read its calls. Confined to the thread that follows
 * the topic, but for its position.
 */
final class TailedPartition {
  private static final int MOST_CALLS = 2_000;

  /** Where a call's first record is, of those that were read. */
  private record FirstRecord(Instant acceptedAt, long offset) {}

  /** Somebody who waits until a subscriber has had everything before an offset. */
  private record Wait(Subscriber subscriber, long end, CompletableFuture<Void> read) {}

  private final int number;

  // never behind what any subscriber was given; see Subscriber.join
  private volatile long position;

  /** All before it was given; behind the position while records are given, or after that failed. */
  private long given;

  private boolean followed;
  private final Map<String, List<Subscriber>> subscribers = new HashMap<>();
  private final List<Wait> waits = new ArrayList<>();

  /** The latest calls, in the order of their first records. */
  private final Map<String, FirstRecord> firsts = new LinkedHashMap<>();

  /** Of calls that were accepted then or later, no first record was missed or forgotten. */
  private Instant knownSince = Instant.MAX;

  TailedPartition(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** All before it was given, or is about to be; any thread. */
  long position() {
    return position;
  }

  long given() {
    return given;
  }

  boolean isFollowed() {
    return followed;
  }

  /**
   * @param offset from where on is everything of the calls accepted at that time or later
   */
  void follow(long offset, Instant since) {
    firsts.clear();
    position = offset;
    given = offset;
    knownSince = since;
    followed = true;
  }

  /** Nobody is given anything until it is followed again. */
  void suspend() {
    followed = false;
    subscribers.values().forEach(all -> all.forEach(Subscriber::suspend));
  }

  void add(Subscriber subscriber) {
    subscribers.computeIfAbsent(subscriber.id().text(), id -> new ArrayList<>(1)).add(subscriber);
  }

  void remove(Subscriber subscriber) {
    subscribers.computeIfPresent(
        subscriber.id().text(), (id, all) -> all.remove(subscriber) && all.isEmpty() ? null : all);
    settle();
  }

  boolean hasSubscribers() {
    return !subscribers.isEmpty();
  }

  List<Subscriber> subscribers() {
    return subscribers.values().stream().flatMap(Collection::stream).toList();
  }

  /**
   * From where on the call has to be read: not before what is given next, if that's all of it.
   *
   * @return empty if that's not known here
   */
  OptionalLong start(Subscriber subscriber) {
    if (!followed || subscriber.acceptedAt().isBefore(knownSince)) {
      return OptionalLong.empty();
    }
    FirstRecord first = firsts.get(subscriber.id().text());
    return OptionalLong.of(first == null ? given : first.offset());
  }

  /**
   * Gives the records to those who wait for them.
   *
   * @param next where the partition goes on after them
   */
  void read(
      List<ConsumerRecord<String, byte[]>> records,
      long next,
      Function<ConsumerRecord<String, byte[]>, Optional<AnswerDeltas>> decoder) {
    position = next;
    for (ConsumerRecord<String, byte[]> each : records) {
      String id = EventHeaders.text(each.headers(), EventHeaders.POLLING_ID);
      if (id != null) {
        note(id, each.offset());
        List<Subscriber> all = subscribers.get(id);
        if (all != null) {
          decoder
              .apply(each)
              .ifPresent(deltas -> all.forEach(reader -> reader.followed(each.offset(), deltas)));
        }
      }
    }
    given = next;
    settle();
  }

  private void note(String id, long offset) {
    if (firsts.containsKey(id)) {
      return;
    }
    PollingIds.unverified(id)
        .ifPresent(call -> firsts.put(id, new FirstRecord(call.acceptedAt(), offset)));
    if (firsts.size() > MOST_CALLS) {
      Iterator<FirstRecord> oldest = firsts.values().iterator();
      Instant afterIt = oldest.next().acceptedAt().plusMillis(1);
      oldest.remove();
      knownSince = knownSince.isBefore(afterIt) ? afterIt : knownSince;
    }
  }

  /** Completes the future once the subscriber has had everything before the offset. */
  void await(Subscriber subscriber, long end, CompletableFuture<Void> read) {
    waits.add(new Wait(subscriber, end, read));
    settle();
  }

  /** Completes what is due; also what a subscriber has got elsewhere. */
  void settle() {
    if (!waits.isEmpty()) {
      waits.removeIf(this::isOver);
    }
  }

  private boolean isOver(Wait wait) {
    if (wait.subscriber().isClosed()) {
      wait.read().completeExceptionally(new CancellationException("the subscription is closed"));
    }
    return wait.read().isDone()
        || (followed
            && given >= wait.end()
            && wait.subscriber().isLive()
            && wait.read().complete(null));
  }
}
