package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.OpenReservations;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.topology.SimulatedGateway;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import dev.sluice.wire.Decoded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What clients were told, against limits by brute force: one decision, one end, billed once. */
final class Acceptances {
  /** After every window, and still within what a window's arithmetic takes. */
  private static final long MUCH_LATER_MS = 10_000_000_000_000L;

  private record Accepted(String tenant, long atMs) {}

  private record Waiting(
      String tenant, @Nullable String user, boolean batch, int priority, long offset) {
    /** Whether it is in front of another that the same limits apply to. */
    boolean isBefore(Waiting other) {
      return tenant.equals(other.tenant)
          && Objects.equals(user, other.user)
          && (batch == other.batch ? isBeforeOfItsKind(other) : other.batch);
    }

    private boolean isBeforeOfItsKind(Waiting other) {
      return priority > other.priority || (priority == other.priority && offset < other.offset);
    }
  }

  private final World world;
  private final ReferenceLimits limits = new ReferenceLimits();
  private final Set<String> alerts = new HashSet<>();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, Accepted> accepted = new LinkedHashMap<>();
  private final Map<String, Accepted> remembered = new HashMap<>();
  private final Set<String> terminal = new HashSet<>();
  private final Set<String> billed = new HashSet<>();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, Policy> newest = new HashMap<>();
  private final Map<Integer, Long> decided = new HashMap<>();
  private final Map<Integer, Long> clockMs = new HashMap<>();

  Acceptances(World world) {
    this.world = world;
  }

  void published(String tenant, Policy policy) {
    policies.put(tenant + policy.version(), policy);
    newest.put(tenant, policy);
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
    if (event instanceof BudgetEvent budget) {
      world.note("committed that " + budget.getDescription() + " is at " + budget.getThreshold());
      unless(alerts.add(budget.getEventId()), "%s was told twice", budget.getEventId());
    } else if (event instanceof PollingEvent polling) {
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
        long nowMs = decision(partition, event.getSource());
        if (event.getRepeat()) {
          unless(accepted.containsKey(id), "%s was repeated and never accepted", id);
        } else {
          accepted(partition, event, nowMs);
        }
      }
      case STATUS -> {
        unless(accepted.containsKey(id), "%s has a status and was never accepted", id);
        unless(!terminal.contains(id), "%s has a status after its end", id);
        Waiting turn = waiting.remove(id);
        if (turn != null) {
          unless(event.getStatus() != CallStatus.WAITING, "%s goes on waiting", id);
          unless(event.getSource().getTopic().equals(Gateways.TOPICS.requests()), "of what time?");
          admitted(event, turn, clock(partition, event.getSource().getOffset()));
        }
      }
      case LATE_USAGE -> {
        unless(terminal.contains(id), "%s has late usage before its end", id);
        bill(event.getLate());
      }
      case DELETED -> unless(terminal.contains(id), "%s was deleted before its end", id);
      case SETTLED -> unless(terminal.contains(id), "%s was settled before its end", id);
      case POLICY, CLOCK -> {}
      case UNKNOWN -> throw new Violation("an event of no kind");
    }
  }

  private void accepted(Partition partition, PollingEvent event, long nowMs) {
    String id = event.getPollingId();
    String tenant = event.getTenant();
    unless(Gateways.partitionOf(tenant) == partition.id, "%s is in a wrong partition", id);
    Accepted now = new Accepted(tenant, nowMs);
    unless(accepted.put(id, now) == null, "%s was accepted twice", id);
    Accepted before = remembered.put(tenant + "/" + event.getRequestId(), now);
    unless(
        before == null || nowMs >= before.atMs() + IdempotencyRecord.RETENTION.toMillis(),
        "%s of %s was counted twice",
        event.getRequestId(),
        tenant);
    Waiting place = place(partition, event);
    if (event.getStatus() == CallStatus.WAITING) {
      Policy policy = policy(tenant, event.getPolicyVersion());
      unless(
          !limits.hasRoom(tenant, event.getUser(), policy, nowMs),
          "%s waits within its limits",
          id);
      waiting.put(id, place);
    } else {
      admitted(event, place, nowMs);
    }
  }

  private Waiting place(Partition partition, PollingEvent event) {
    long offset = event.getSource().getOffset();
    Partition.Input input = partition.topic(Gateways.TOPICS.requests()).get((int) offset);
    CompletionRequest request = (CompletionRequest) ((Decoded.Readable<?>) input.value()).value();
    return new Waiting(
        event.getTenant(), event.getUser(), request.getBatch(), request.getPriority(), offset);
  }

  private void admitted(PollingEvent event, Waiting place, long nowMs) {
    String id = event.getPollingId();
    String tenant = event.getTenant();
    waiting.forEach((other, its) -> unless(!its.isBefore(place), "%s has overtaken %s", id, other));
    unless(
        limits.hasRoom(tenant, event.getUser(), policy(tenant, event.getPolicyVersion()), nowMs),
        "%s was admitted over a limit",
        id);
    limits.admit(tenant, event.getUser(), id, nowMs);
  }

  /** Those that wait, and whether the newest policy has room for them and nobody is before them. */
  void eachWaiting(BiConsumer<String, Boolean> visitor) {
    waiting.forEach(
        (id, its) ->
            visitor.accept(
                id,
                waiting.values().stream().noneMatch(other -> other.isBefore(its))
                    && limits.hasRoom(
                        its.tenant(),
                        its.user(),
                        Objects.requireNonNull(newest.get(its.tenant())),
                        world.nowMs)));
  }

  private void rejected(Partition partition, ErrorRecord error) {
    unless(error.getPollingId() == null, "a rejected request has a polling ID");
    String type = error.getFailure().getTypePath().get(1);
    Source source = error.getSource();
    Partition.Input input = partition.topic(source.getTopic()).get((int) source.getOffset());
    if (source.getTopic().equals(Gateways.TOPICS.tenants())) {
      unless(input.isMarked(), "a policy is refused: %s", error.getFailure().getMessage());
      return;
    }
    boolean isStray = !partition.isHomeOf(input);
    unless(
        !isStray || type.equals("invalid_request"),
        "%s was decided in a wrong partition",
        error.getRequestId());
    long nowMs = decision(partition, source);
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
  private long decision(Partition partition, Source source) {
    unless(source.getTopic().equals(Gateways.TOPICS.requests()), "decision of another topic");
    long next = afterOthers(partition, source.getOffset());
    unless(source.getOffset() == next, "offset %d was decided, not %d", source.getOffset(), next);
    decided.put(partition.id, next + 1);
    long atMs = partition.topic(source.getTopic()).get((int) source.getOffset()).atMs();
    return clockMs.merge(partition.id, atMs, Math::max);
  }

  /** What was decided at a record that is not decided yet itself, or at a tick. */
  private long clock(Partition partition, long offset) {
    afterOthers(partition, offset);
    long atMs = partition.topic(Gateways.TOPICS.requests()).get((int) offset).atMs();
    return Math.max(clockMs.getOrDefault(partition.id, 0L), atMs);
  }

  /**
   * Ticks move the clock and are decided by nobody; what is rerouted to another partition is
   * decided there, and what was rerouted here by a transaction that was aborted nowhere.
   */
  private long afterOthers(Partition partition, long last) {
    long next = decided.getOrDefault(partition.id, 0L);
    List<Partition.Input> requests = partition.topic(Gateways.TOPICS.requests());
    while (next < requests.size() && next <= last) {
      Partition.Input input = requests.get((int) next);
      boolean isTick = input.value() == Partition.TICK;
      boolean isMoved = !partition.isHomeOf(input) && !input.isMarked();
      if (!isTick && !isMoved && input.transaction().state() != Transaction.State.ABORTED) {
        break;
      }
      if (isTick) {
        clockMs.merge(partition.id, input.atMs(), Math::max);
      }
      next++;
    }
    decided.put(partition.id, next);
    return next;
  }

  private void end(String tenant, String id, List<Attempt> attempts) {
    unless(accepted.containsKey(id), "%s ended and was never accepted", id);
    unless(terminal.add(id), "%s ended twice", id);
    if (waiting.remove(id) != null) {
      unless(attempts.isEmpty(), "%s has attempts and never had a turn", id);
    }
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
      afterOthers(partition, Long.MAX_VALUE);
      unless(
          decided.getOrDefault(partition.id, 0L) == published,
          "%d requests of %d were decided",
          decided.getOrDefault(partition.id, 0L),
          published);
    }
  }

  /** The latest that was published of those that count, wherever that was. */
  void newestPolicies(Partition partition) {
    newest.forEach(
        (tenant, policy) -> {
          if (Gateways.partitionOf(tenant) == partition.id) {
            byte[] row = partition.committed.store(SimulatedGateway.POLICIES).get(tenant);
            unless(
                row != null && SimulatedGateway.policyVersion(row) == policy.version(),
                "policy %d of %s is not in force",
                policy.version(),
                tenant);
          }
        });
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
