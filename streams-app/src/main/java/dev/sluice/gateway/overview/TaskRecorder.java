package dev.sluice.gateway.overview;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.overview.Recorder;
import dev.sluice.overview.Snapshot;
import dev.sluice.topology.TaskListener;
import dev.sluice.topology.TaskLoad;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Tells a {@link Recorder} what the tasks of this process have committed. Any thread. */
public final class TaskRecorder implements TaskListener {
  private static final List<String> CANCELLED = FailureType.CANCELLED.path();

  private final Recorder recorder = new Recorder();
  private final InstantSource clock;
  private final String requests;
  private final Map<Integer, Integer> waiting = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> queued = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> batched = new ConcurrentHashMap<>();

  /**
   * @param requests the topic: errors of others are no verdicts on requests
   */
  public TaskRecorder(String requests, InstantSource clock) {
    this.requests = requests;
    this.clock = clock;
  }

  Recorder recorder() {
    return recorder;
  }

  /**
   * @param inFlight exchanges with providers
   * @param behind calls that wait for room at their target
   */
  Snapshot.Load load(long inFlight, long behind) {
    return new Snapshot.Load(
        inFlight, sum(queued) + behind, sum(waiting), sum(batched), queued.size());
  }

  private static long sum(Map<Integer, Integer> byPartition) {
    return byPartition.values().stream().mapToLong(Integer::longValue).sum();
  }

  @Override
  public void committed(SpecificRecord event) {
    long now = clock.millis();
    if (event instanceof PollingEvent polling && polling.getKind() == PollingEventKind.ACCEPTED) {
      boolean waits = polling.getStatus() == CallStatus.WAITING;
      String verdict = polling.getRepeat() ? "repeated" : waits ? "waiting" : "admitted";
      recorder.decided(verdict, now);
    } else if (event instanceof CompletionResult result) {
      recorder.ended("completed", millis(result.getAcceptedAt(), result.getCompletedAt()), now);
    } else if (event instanceof ErrorRecord error && error.getStage() == ErrorStage.FAILED) {
      boolean cancelled = error.getFailure().getTypePath().equals(CANCELLED);
      recorder.ended(
          cancelled ? "cancelled" : "failed",
          millis(error.getAcceptedAt(), error.getOccurredAt()),
          now);
      recorder.failed(failed(error), now);
    } else if (event instanceof ErrorRecord error
        && error.getSource().getTopic().equals(requests)) {
      recorder.decided("rejected", now);
      recorder.failed(failed(error), now);
    }
  }

  private static Recorder.Failed failed(ErrorRecord error) {
    List<Attempt> attempts = error.getAttempts();
    return new Recorder.Failed(
        String.join("/", error.getFailure().getTypePath()),
        error.getTenant(),
        error.getModel(),
        attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).getTarget(),
        error.getPollingId());
  }

  @Override
  public void attemptStarted(Call call, AttemptCause cause, Duration waited) {
    recorder.started(
        call.currentTarget().target(), cause.name().toLowerCase(Locale.ROOT), clock.millis());
  }

  @Override
  public void attemptEnded(AttemptReport report) {
    boolean answered = report.outcome() instanceof Outcome.Answered;
    boolean failed = report.outcome() instanceof Outcome.Failed;
    AttemptRef attempt = report.attempt();
    recorder.attempted(
        attempt.target(),
        answered ? "answered" : failed ? "failed" : "abandoned",
        millis(attempt.startedAt(), attempt.endedAt()),
        clock.millis());
  }

  private static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : (Long) Duration.between(from, to).toMillis();
  }

  @Override
  public void load(int partition, TaskLoad load) {
    queued.put(partition, load.queued());
  }

  @Override
  public void waiting(int partition, int calls) {
    waiting.put(partition, calls);
  }

  @Override
  public void batched(int partition, int calls) {
    batched.put(partition, calls);
  }

  @Override
  public void closed(int partition) {
    batched.remove(partition);
    queued.remove(partition);
    waiting.remove(partition);
  }
}
