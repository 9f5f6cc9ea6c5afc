package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.contentPolicy;
import static dev.sluice.call.CallFixtures.contextWindowExceeded;
import static dev.sluice.call.CallFixtures.quotaExhausted;
import static dev.sluice.call.CallFixtures.rateLimited;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.CallFixtures.timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One call from its first attempt to its end, through whatever the seed makes of it. */
final class CallWalk {

  /** A step: an attempt that was started, how it ended, and where that left the call. */
  record Leg(Call started, Outcome outcome, Instant endedAt, Transition next) {
    String target() {
      return started.currentTarget().target();
    }

    boolean isLost() {
      return outcome instanceof Outcome.Abandoned;
    }
  }

  final int maxAttempts;
  final RetryPolicy retries;
  final List<PlannedTarget> plan;
  final List<Leg> legs = new ArrayList<>();
  private final Random random;

  CallWalk(long seed) {
    random = new Random(seed);
    maxAttempts = 1 + random.nextInt(12);
    retries =
        new RetryPolicy(
            random.nextInt(4),
            random.nextBoolean()
                ? java.util.Map.of(
                    Retryable.TIMEOUT, random.nextInt(3), Retryable.RATE_LIMITED, random.nextInt(5))
                : java.util.Map.of(),
            Duration.ofMillis(1 + random.nextInt(2_000)),
            Duration.ofMillis(2_000 + random.nextInt(10_000)));
    plan = plan();
    run();
  }

  private List<PlannedTarget> plan() {
    List<PlannedTarget> stops = new ArrayList<>();
    for (FallbackList list : FallbackList.values()) {
      for (String target : List.of("a", "b", "c", "d")) {
        if (random.nextBoolean() || stops.isEmpty()) {
          stops.add(new PlannedTarget(target, Sampling.NONE, list));
        }
      }
    }
    return stops;
  }

  private void run() {
    Route route = CallFixtures.route("chat", retries, java.util.Map.of(), "a", "b", "c", "d");
    CallStateMachine machine = new CallStateMachine(maxAttempts, new Routes(List.of(route)));
    Call call = CallFixtures.queued(plan);
    Instant now = NOON;
    while (true) {
      Call started = machine.start(call, "owner-1", health(), now);
      now = now.plusNanos(random.nextInt(2_000_000_000));
      Outcome outcome = outcome();
      Transition step =
          machine.outcome(started, CallFixtures.report(started, outcome), health(), now);
      legs.add(new Leg(started, outcome, now, step));
      if (!(step instanceof Transition.GoesOn goesOn)) {
        return;
      }
      call = goesOn.call();
      if (call.state() instanceof CallState.Parked parked) {
        now = parked.notBefore().plusMillis(random.nextInt(1_000));
        call = machine.unparked(call);
      }
    }
  }

  private TargetHealth health() {
    int cooling = random.nextInt(16);
    return (target, tenant, now) ->
        (cooling >> (target.charAt(0) - 'a') & 1) == 1 ? now.plusSeconds(5) : now;
  }

  private Outcome outcome() {
    return switch (random.nextInt(12)) {
      case 0 -> new Outcome.Abandoned();
      case 1 -> new Outcome.Failed(quotaExhausted(), random.nextBoolean());
      case 2 -> new Outcome.Failed(rateLimited(null), random.nextBoolean());
      case 3 -> new Outcome.Failed(contextWindowExceeded());
      case 4 -> new Outcome.Failed(contentPolicy());
      case 5 -> random.nextInt(4) == 0 ? new Outcome.Failed(callersFault()) : serverFault();
      case 6, 7 -> new Outcome.Failed(timeout());
      case 8, 9 -> new Outcome.Failed(rateLimited(Duration.ofMillis(random.nextInt(20_000))));
      default -> serverFault();
    };
  }

  private static Outcome serverFault() {
    return new Outcome.Failed(serverError());
  }
}
