package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The provider's side of batches, which outlives all processes. No attempt is in two of them. */
final class BatchSite {
  /** How long a request that was sent may be on its way, whatever becomes of its sender. */
  private static final int MOST_ON_THE_WAY_MS = 3_000;

  private final World world;
  private final RandomGenerator random;
  private final Map<String, Batch> created = new LinkedHashMap<>();
  private final List<Sent> onTheWay = new ArrayList<>();
  private final Set<String> submitted = new HashSet<>();
  private int ended;

  /** One that exists. */
  static final class Batch {
    private final String batchId;
    private final List<Attempt> attempts;
    private @Nullable Map<String, Outcome> results;

    private Batch(String batchId, List<Attempt> attempts) {
      this.batchId = batchId;
      this.attempts = attempts;
    }
  }

  /** A request to create one. */
  static final class Sent {
    private final String batchId;
    private final List<Attempt> attempts;
    private final long untilMs;
    private @Nullable String providerId;

    private Sent(String batchId, List<Attempt> attempts, long untilMs) {
      this.batchId = batchId;
      this.attempts = attempts;
      this.untilMs = untilMs;
    }
  }

  BatchSite(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  void note(String event) {
    world.note("the provider " + event);
  }

  Sent send(String batchId, List<Attempt> attempts) {
    Sent sent = new Sent(batchId, attempts, world.nowMs + random.nextInt(MOST_ON_THE_WAY_MS));
    onTheWay.add(sent);
    return sent;
  }

  /** One that is on its way arrives, or never will. */
  void arrive() {
    onTheWay.removeIf(sent -> sent.untilMs < world.nowMs);
    if (!onTheWay.isEmpty()) {
      arrive(onTheWay.get(random.nextInt(onTheWay.size())));
    }
  }

  private void arrive(Sent sent) {
    onTheWay.remove(sent);
    sent.providerId = "provider-" + (created.size() + 1);
    world.note(sent.batchId + " exists as " + sent.providerId);
    for (Attempt attempt : sent.attempts) {
      String id = attempt.attemptId();
      unless(submitted.add(id), "%s is submitted in two batches", id);
      world.invariants.submitted(id, sent.batchId);
    }
    created.put(sent.providerId, new Batch(sent.batchId, sent.attempts));
  }

  /** Nothing more of it arrives; what its sender is told, if that is still there. */
  Optional<String> close(Sent sent) {
    if (onTheWay.contains(sent) && sent.untilMs >= world.nowMs && random.nextInt(3) > 0) {
      arrive(sent);
    }
    onTheWay.remove(sent);
    return Optional.ofNullable(sent.providerId);
  }

  /** Its sender broke it off. */
  void breakOff(Sent sent) {
    onTheWay.remove(sent);
  }

  Optional<String> find(String batchId) {
    return created.entrySet().stream()
        .filter(entry -> entry.getValue().batchId.equals(batchId))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  boolean hasEnded(String providerId) {
    Batch batch = created.get(providerId);
    return batch == null || batch.results != null;
  }

  /** In any order; without those that it left undone. */
  Map<String, Outcome> results(String providerId) {
    Batch batch = created.get(providerId);
    return batch == null || batch.results == null ? Map.of() : batch.results;
  }

  /** Any batch ends in any way. */
  void end() {
    List<Batch> running = created.values().stream().filter(batch -> batch.results == null).toList();
    if (!running.isEmpty()) {
      end(running.get(random.nextInt(running.size())));
    }
  }

  void endAll() {
    created.values().stream().filter(batch -> batch.results == null).forEach(this::end);
  }

  private void end(Batch batch) {
    world.note(batch.batchId + " ends");
    ended++;
    boolean expires = random.nextInt(6) == 0;
    Map<String, Outcome> results = new HashMap<>();
    for (Attempt attempt : batch.attempts) {
      int way = random.nextInt(expires ? 3 : 12);
      if (way > 1) {
        results.put(attempt.attemptId(), outcome(attempt, way));
      }
    }
    batch.results = results;
  }

  private static Outcome outcome(Attempt attempt, int way) {
    FailureFacts facts = FailureFacts.of(FailureType.SERVER_ERROR, "simulated");
    return way == 2
        ? new Outcome.Failed(new ProviderFailure.ServerError(facts)).with(Usage.of(1, 1))
        : new Outcome.Answered(
            Answer.text("batched answer to " + attempt.attemptId(), Usage.of(2, way)));
  }

  /** How many batches have ended. */
  int ended() {
    return ended;
  }

  boolean isIdle() {
    return onTheWay.isEmpty();
  }
}
