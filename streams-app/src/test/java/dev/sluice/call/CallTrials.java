package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.attemptId;
import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.quotaExhausted;
import static dev.sluice.call.CallFixtures.report;
import static dev.sluice.call.CallFixtures.retries;
import static dev.sluice.call.CallFixtures.route;
import static dev.sluice.call.CallFixtures.serverError;

import dev.sluice.failure.Failure;
import dev.sluice.failure.PolicyFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lets an event happen to calls in a state, in each way that leads elsewhere. */
final class CallTrials {
  private static final int MAX_ATTEMPTS = 3;
  private static final String OTHER_ATTEMPT = "att_other";
  private static final Usage USED = Usage.of(10, 5);
  private static final Failure BLOCKED = PolicyFailure.GuardrailBlocked.of("g", "no", true, 403);

  private static final CallStateMachine MACHINE =
      new CallStateMachine(
          MAX_ATTEMPTS, new Routes(List.of(route("chat", retries(1), Map.of(), "a", "b"))));

  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome.Answered(Answer.text("a gate for water", USED)),
          new Outcome.Failed(serverError()),
          new Outcome.Failed(serverError()).with(USED),
          new Outcome.Failed(callersFault()),
          new Outcome.Failed(quotaExhausted(), true),
          new Outcome.Failed(BLOCKED).with(USED),
          new Outcome.Abandoned());

  private CallTrials() {}

  static List<Supplier<Transition>> of(CallState.Kind state, CallEvent event) {
    List<Supplier<Transition>> trials = new ArrayList<>();
    for (int started = 1; started <= MAX_ATTEMPTS; started++) {
      Call call = call(state, started);
      for (Instant now : List.of(NOON, call.deadline())) {
        for (Outcome outcome : OUTCOMES) {
          trials.add(() -> happens(event, call, outcome, now));
        }
      }
    }
    return trials;
  }

  private static Call call(CallState.Kind state, int started) {
    Call call = CallFixtures.queued("a", "b");
    for (int i = 0; i < started; i++) {
      call = call.with(call.progress().attemptStarted(), new CallState.Queued());
    }
    return call.with(state(state));
  }

  private static CallState state(CallState.Kind kind) {
    return switch (kind) {
      case WAITING -> new CallState.Waiting();
      case QUEUED -> new CallState.Queued();
      case OWNED -> new CallState.Owned("att_open", "process-1", CallFixtures.NOON);
      case BATCHED -> new CallState.Batched("att_open", "batch_1");
      case PARKED -> new CallState.Parked(NOON.plusSeconds(5));
      case UNSETTLED -> new CallState.Unsettled("att_open", "process-1", CallFixtures.NOON);
    };
  }

  private static Transition happens(CallEvent event, Call call, Outcome outcome, Instant now) {
    boolean ofOpenAttempt = event == CallEvent.OUTCOME || event == CallEvent.OWNER_LOST;
    if (ofOpenAttempt && !(call.state() instanceof CallState.Open)) {
      // without an open attempt, the machine takes it for an earlier one's
      return CallTransitions.take(call, event, Transition.Ignored::new);
    }
    return switch (event) {
      case ADMITTED ->
          new Transition.GoesOn(MACHINE.admitted(call, call.progress().plan(), null, 2));
      case CREDIT -> new Transition.GoesOn(MACHINE.start(call, "process-2", TargetHealth.FIT, now));
      case JOINED ->
          new Transition.GoesOn(
              MACHINE.joined(call, attemptId -> "batch_1", TargetHealth.FIT, now));
      case RETRY_DUE -> new Transition.GoesOn(MACHINE.unparked(call));
      case OUTCOME -> MACHINE.outcome(call, report(call, outcome), TargetHealth.FIT, now);
      case EARLIER_OUTCOME ->
          MACHINE.outcome(call, report(call, OTHER_ATTEMPT, outcome), TargetHealth.FIT, now);
      case OWNER_LOST -> MACHINE.ownerLost(call, attemptId(call), now);
      case EARLIER_OWNER_LOST -> MACHINE.ownerLost(call, OTHER_ATTEMPT, now);
      case DEADLINE_PASSED -> MACHINE.deadlinePassed(call, /* sent= */ now.equals(NOON));
      case CANCELLED -> MACHINE.cancelled(call, callersFault(), /* sent= */ now.equals(NOON));
      case CANNOT_GO_ON -> MACHINE.cannotGoOn(call, serverError());
    };
  }
}
