package dev.sluice.call;

import static dev.sluice.call.CallEvent.ADMITTED;
import static dev.sluice.call.CallEvent.CANCELLED;
import static dev.sluice.call.CallEvent.CANNOT_GO_ON;
import static dev.sluice.call.CallEvent.CREDIT;
import static dev.sluice.call.CallEvent.DEADLINE_PASSED;
import static dev.sluice.call.CallEvent.EARLIER_OUTCOME;
import static dev.sluice.call.CallEvent.EARLIER_OWNER_LOST;
import static dev.sluice.call.CallEvent.JOINED;
import static dev.sluice.call.CallEvent.OUTCOME;
import static dev.sluice.call.CallEvent.OWNER_LOST;
import static dev.sluice.call.CallEvent.RETRY_DUE;
import static dev.sluice.call.NextState.ANSWERED;
import static dev.sluice.call.NextState.BATCHED;
import static dev.sluice.call.NextState.FAILED;
import static dev.sluice.call.NextState.IGNORED;
import static dev.sluice.call.NextState.NOTED;
import static dev.sluice.call.NextState.OWNED;
import static dev.sluice.call.NextState.PARKED;
import static dev.sluice.call.NextState.QUEUED;
import static dev.sluice.call.NextState.SETTLED;
import static dev.sluice.call.NextState.UNSETTLED;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.sluice.call.CallState.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The legal transitions of a call: which event may happen in which state, and where it may lead.
 * Any other is a bug and throws before anything is changed, so an event that a race can bring late
 * has a row in every state that the race can reach. docs/architecture.md is generated from this.
 */
final class CallTransitions {
  private record Row(Kind state, CallEvent event, Set<NextState> next) {}

  private static final List<Row> ROWS =
      List.of(
          // The task keeps its waiting, queued and parked calls by state, derives that from the
          // journal, and moves a call with its state: these four happen in one state only.
          row(Kind.WAITING, ADMITTED, QUEUED),
          row(Kind.QUEUED, CREDIT, OWNED),
          row(Kind.QUEUED, JOINED, BATCHED),
          row(Kind.PARKED, RETRY_DUE, QUEUED),

          // Without an open attempt, each outcome is an earlier one.
          row(Kind.OWNED, OUTCOME, QUEUED, PARKED, ANSWERED, FAILED),
          row(Kind.BATCHED, OUTCOME, QUEUED, PARKED, ANSWERED, FAILED),
          row(Kind.UNSETTLED, OUTCOME, SETTLED),

          // An outcome is a record, so it may be read in any state: an owner that was given up for
          // lost may still answer. A waiting call gets one where a task that lost its partition
          // without knowing it decides again what its successor has decided (nothing of that
          // commits), or where state was reset and the topic was not, as IDs are derived. The first
          // answer wins; what other attempts cost is noted once.
          row(Kind.WAITING, EARLIER_OUTCOME, ANSWERED, FAILED, NOTED, IGNORED),
          row(Kind.QUEUED, EARLIER_OUTCOME, ANSWERED, FAILED, NOTED, IGNORED),
          row(Kind.OWNED, EARLIER_OUTCOME, ANSWERED, FAILED, NOTED, IGNORED),
          row(Kind.BATCHED, EARLIER_OUTCOME, ANSWERED, FAILED, NOTED, IGNORED),
          row(Kind.PARKED, EARLIER_OUTCOME, ANSWERED, FAILED, NOTED, IGNORED),
          // The journal doesn't hold what it cost: that is charged as late usage.
          row(Kind.UNSETTLED, EARLIER_OUTCOME, IGNORED),

          // Without an open attempt, each loss is an earlier one.
          row(Kind.OWNED, OWNER_LOST, QUEUED, FAILED),
          row(Kind.UNSETTLED, OWNER_LOST, SETTLED),

          // A sweep takes all lost attempts at once and the step of each call after that, when the
          // call may have gone on. A waiting call has made no attempt that could be lost.
          row(Kind.QUEUED, EARLIER_OWNER_LOST, IGNORED),
          row(Kind.OWNED, EARLIER_OWNER_LOST, IGNORED),
          row(Kind.PARKED, EARLIER_OWNER_LOST, IGNORED),
          row(Kind.UNSETTLED, EARLIER_OWNER_LOST, IGNORED),

          // An unsettled call gives back what it reserved for an attempt that never reports.
          row(Kind.WAITING, DEADLINE_PASSED, FAILED),
          row(Kind.QUEUED, DEADLINE_PASSED, FAILED),
          row(Kind.OWNED, DEADLINE_PASSED, FAILED),
          // What was sent is billed as a batch, and its results come with the batch's end.
          row(Kind.BATCHED, DEADLINE_PASSED, FAILED, UNSETTLED),
          row(Kind.PARKED, DEADLINE_PASSED, FAILED),
          row(Kind.UNSETTLED, DEADLINE_PASSED, SETTLED),

          // Clients repeat their commands.
          row(Kind.WAITING, CANCELLED, FAILED),
          row(Kind.QUEUED, CANCELLED, FAILED),
          row(Kind.OWNED, CANCELLED, UNSETTLED),
          row(Kind.BATCHED, CANCELLED, FAILED, UNSETTLED),
          row(Kind.PARKED, CANCELLED, FAILED),
          row(Kind.UNSETTLED, CANCELLED, IGNORED),

          // Poison pills end like this, so it has to be legal in every state.
          row(Kind.WAITING, CANNOT_GO_ON, FAILED),
          row(Kind.QUEUED, CANNOT_GO_ON, FAILED),
          row(Kind.OWNED, CANNOT_GO_ON, FAILED),
          row(Kind.BATCHED, CANNOT_GO_ON, FAILED),
          row(Kind.PARKED, CANNOT_GO_ON, FAILED),
          row(Kind.UNSETTLED, CANNOT_GO_ON, SETTLED));

  private static final Map<Kind, Map<CallEvent, Set<NextState>>> TABLE =
      ROWS.stream().collect(groupingBy(Row::state, toMap(Row::event, Row::next)));

  private CallTransitions() {}

  private static Row row(Kind state, CallEvent event, NextState first, NextState... others) {
    return new Row(state, event, EnumSet.of(first, others));
  }

  /** Empty where the event can't happen. */
  static Set<NextState> next(Kind state, CallEvent event) {
    return TABLE.getOrDefault(state, Map.of()).getOrDefault(event, Set.of());
  }

  /**
   * @param step not asked for where the event can't happen
   * @throws IllegalTransitionException if the event can't happen in the call's state, or can't lead
   *     where the step leads
   */
  static Transition take(Call call, CallEvent event, Supplier<Transition> step) {
    Kind state = call.state().kind();
    Set<NextState> legal = next(state, event);
    if (legal.isEmpty()) {
      throw new IllegalTransitionException(state, event);
    }
    Transition taken = step.get();
    NextState next = NextState.of(taken);
    if (!legal.contains(next)) {
      throw new IllegalTransitionException(state, event, next);
    }
    return taken;
  }
}
