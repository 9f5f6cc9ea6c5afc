package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.admission.OpenReservations;
import dev.sluice.admission.Policy;
import dev.sluice.admission.RequestMemory;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.topology.SimulatedGateway;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** What clients were told, against limits by brute force: one decision, one end, billed once. */
final class Acceptances {
  /** After every window, and still within what a window's arithmetic takes. */
  private static final long MUCH_LATER_MS = 10_000_000_000_000L;

  private record Accepted(String tenant, long atMs) {}

  private final World world;
  private final ReferenceLimits limits = new ReferenceLimits();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, Accepted> accepted = new LinkedHashMap<>();
  private final Map<String, Accepted> remembered = new HashMap<>();
  private final Set<String> terminal = new HashSet<>();
  private final Set<String> billed = new HashSet<>();
  private final Map<Integer, Long> decided = new HashMap<>();
  private final Map<Integer, Long> clockMs = new HashMap<>();

  Acceptances(World world) {
    this.world = world;
  }

  void published(String tenant, Policy policy) {
    policies.put(tenant + policy.version(), policy);
  }

  List<String> pollingIds() {
    return List.copyOf(accepted.keySet());
  }

  String tenantOf(String pollingId) {
    return Objects.requireNonNull(accepted.get(pollingId)).tenant();
  }

  boolean isBilled(String attemptId) {
    return billed.contains(attemptId);
  }

  void committed(Partition partition, SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      String repeat = polling.getRepeat() ? " repeated " : " ";
      world.note("committed " + polling.getKind() + repeat + polling.getPollingId());
      polling(partition, polling);
    } else if (event instanceof CompletionResult result) {
      world.note("committed the result of " + result.getPollingId());
      end(result.getTenant(), result.getPollingId(), result.getAttempts());
    } else if (event instanceof ErrorRecord error) {
      String type = error.getFailure().getTypePath().toString();
      world.note("committed the error " + type + " of " + error.getPollingId());
      if (error.getStage() == ErrorStage.REJECTED) {
        rejected(partition, error);
      } else {
        end(error.getTenant(), error.getPollingId(), error.getAttempts());
      }
    }
  }

  private void polling(Partition partition, PollingEvent event) {
    String id = event.getPollingId();
    switch (event.getKind()) {
      case ACCEPTED -> {
        long nowMs = decision(partition, event.getSource(), true);
        if (event.getRepeat()) {
          unless(accepted.containsKey(id), "%s was repeated and never accepted", id);
        } else {
          accepted(event, nowMs);
        }
      }
      case STATUS -> {
        unless(accepted.containsKey(id), "%s has a status and was never accepted", id);
        unless(!terminal.contains(id), "%s has a status after its end", id);
      }
      case LATE_USAGE -> {
        unless(terminal.contains(id), "%s has late usage before its end", id);
        bill(event.getLate());
      }
      case DELETED -> unless(terminal.contains(id), "%s was deleted before its end", id);
      case UNKNOWN -> throw new Violation("an event of no kind");
    }
  }

  private void accepted(PollingEvent event, long nowMs) {
    String id = event.getPollingId();
    String tenant = event.getTenant();
    Accepted now = new Accepted(tenant, nowMs);
    unless(accepted.put(id, now) == null, "%s was accepted twice", id);
    Accepted before = remembered.put(tenant + "/" + event.getRequestId(), now);
    unless(
        before == null || nowMs >= before.atMs() + RequestMemory.RETENTION.toMillis(),
        "%s of %s was counted twice",
        event.getRequestId(),
        tenant);
    unless(
        limits.hasRoom(tenant, event.getUser(), policy(tenant, event.getPolicyVersion()), nowMs),
        "%s was admitted over a limit",
        id);
    limits.admit(tenant, event.getUser(), id, nowMs);
  }

  private void rejected(Partition partition, ErrorRecord error) {
    unless(error.getPollingId() == null, "a rejected request has a polling ID");
    String type = error.getFailure().getTypePath().get(1);
    long nowMs = decision(partition, error.getSource(), !type.equals("unreadable_record"));
    if (type.equals("rate_limited")) {
      String tenant = error.getTenant();
      Policy policy = policy(tenant, error.getPolicyVersion());
      unless(
          !limits.hasRoom(tenant, error.getUser(), policy, nowMs),
          "%s of %s was rejected within its limits",
          error.getRequestId(),
          tenant);
    }
    unless(!type.equals("internal"), "a decision failed: %s", error.getFailure().getMessage());
  }

  private Policy policy(String tenant, long version) {
    return Objects.requireNonNull(policies.get(tenant + version));
  }

  /** Every request is decided once, in order; the limiter's clock is the highest append time. */
  private long decision(Partition partition, Source source, boolean movesClock) {
    unless(source.getTopic().equals(Gateways.TOPICS.requests()), "decision of another topic");
    long next = decided.getOrDefault(partition.id, 0L);
    unless(source.getOffset() == next, "offset %d was decided, not %d", source.getOffset(), next);
    decided.put(partition.id, next + 1);
    long atMs = partition.topic(source.getTopic()).get((int) source.getOffset()).atMs();
    return movesClock ? clockMs.merge(partition.id, atMs, Math::max) : atMs;
  }

  private void end(String tenant, String id, List<Attempt> attempts) {
    unless(accepted.containsKey(id), "%s ended and was never accepted", id);
    unless(terminal.add(id), "%s ended twice", id);
    limits.end(tenant, id);
    attempts.stream().filter(attempt -> attempt.getUsage() != null).forEach(this::bill);
  }

  private void bill(Attempt attempt) {
    unless(billed.add(attempt.getAttemptId()), "%s was billed twice", attempt.getAttemptId());
  }

  void quiet() {
    accepted.keySet().forEach(id -> unless(terminal.contains(id), "%s never ended", id));
    for (Partition partition : world.partitions) {
      int published = partition.topic(Gateways.TOPICS.requests()).size();
      unless(
          decided.getOrDefault(partition.id, 0L) == published,
          "%d requests of %d were decided",
          decided.getOrDefault(partition.id, 0L),
          published);
    }
  }

  void nothingOpen(Partition partition) {
    partition
        .committed
        .store(SimulatedGateway.LIMITS)
        .forEach(
            (scope, row) -> {
              unless(
                  ScopeRowCodec.decode(row).isIdle(MUCH_LATER_MS),
                  "calls of %s count as open after their end",
                  scope);
              unless(
                  OpenReservations.of(row) == 0, "%s has reservations that are not settled", scope);
            });
  }
}
