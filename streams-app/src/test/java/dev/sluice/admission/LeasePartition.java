package dev.sluice.admission;

import dev.sluice.admission.LeaseMessage.Grant;
import dev.sluice.admission.LeaseMessage.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A partition with the task that reads it. What the task does since its last commit, its messages
 * and its position included, happens as a whole or not at all.
 */
final class LeasePartition {
  /** A record of the partition. */
  sealed interface Input {
    record Arrival(String request, long need, long wanted) implements Input {}

    record Ended(String request, long used) implements Input {}

    /** Time has passed; if early, the holder has nothing to do and gives its leases back. */
    record Tick(boolean early) implements Input {}

    record Told(LeaseMessage message) implements Input {}
  }

  private record Logged(Input input, long appendedMs) {}

  private record State(@Nullable QuotaHome home, LeaseHolder holder, int offset) {}

  /**
   * What a transaction shows to others; the uses in their order, those of ended calls once more.
   */
  record Committed(long life, List<LeaseMessage> messages, List<Use> uses) {}

  private final LeaseMistake mistake;
  private final List<Logged> log = new ArrayList<>();
  private final List<LeaseMessage> messages = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private State committed;
  private State working;

  LeasePartition(@Nullable QuotaHome home, LeaseHolder holder, LeaseMistake mistake) {
    this.mistake = mistake;
    committed = new State(home, holder, 0);
    working = committed;
  }

  void append(Input input, long appendedMs) {
    log.add(new Logged(input, appendedMs));
  }

  /** A message that was there before, anew. */
  void repeat(int offset, long appendedMs) {
    if (offset < log.size() && log.get(offset).input() instanceof Input.Told told) {
      append(told, appendedMs);
    }
  }

  int size() {
    return log.size();
  }

  boolean hasInput() {
    return working.offset < log.size();
  }

  void process() {
    Logged next = log.get(working.offset);
    working = new State(working.home, working.holder, working.offset + 1);
    Input input = next.input();
    if (input instanceof Input.Arrival arrival) {
      held(
          working.holder.request(
              arrival.request(), arrival.need(), arrival.wanted(), next.appendedMs(), mistake));
    } else if (input instanceof Input.Ended end) {
      LeaseHolder.Open call = working.holder.open().get(end.request());
      if (call != null) {
        uses.add(new Use(end.request(), call.use().atMs(), end.used()));
      }
      held(working.holder.settle(end.request(), end.used()));
    } else if (input instanceof Input.Tick tick) {
      held(working.holder.report(tick.early(), next.appendedMs(), mistake));
    } else if (input instanceof Input.Told told) {
      told(told.message(), next.appendedMs());
    }
  }

  private void told(LeaseMessage message, long appendedMs) {
    if (message instanceof Grant grant) {
      LeaseHolder holder = working.holder.take(grant, appendedMs, mistake);
      working = new State(working.home, holder, working.offset);
    } else if (working.home != null) {
      QuotaHome.Step step = working.home.take(message, appendedMs, mistake);
      working = new State(step.next(), working.holder, working.offset);
      messages.addAll(step.grants());
    }
  }

  private void held(LeaseHolder.Step step) {
    working = new State(working.home, step.next(), working.offset);
    messages.addAll(step.messages());
    if (step.admitted() != null) {
      uses.add(step.admitted());
    }
  }

  Committed commit() {
    Committed all = new Committed(working.holder.life(), List.copyOf(messages), List.copyOf(uses));
    committed = working;
    abort();
    return all;
  }

  /** Also what a crash does: a store is restored from what is committed. */
  void abort() {
    working = committed;
    messages.clear();
    uses.clear();
  }

  /**
   * An operator deletes the holder's store.
   *
   * @param fromOffset where it reads on; empty for where it was
   */
  void forget(long life, OptionalLong fromOffset) {
    LeaseHolder former = committed.holder;
    long next = mistake == LeaseMistake.SAME_LIFE_AFTER_A_LOSS ? former.life() : life;
    committed =
        new State(
            committed.home,
            LeaseHolder.of(former.id(), next),
            (int) fromOffset.orElse(committed.offset));
    abort();
  }

  @Nullable QuotaHome home() {
    return committed.home;
  }

  LeaseHolder holder() {
    return committed.holder;
  }
}
