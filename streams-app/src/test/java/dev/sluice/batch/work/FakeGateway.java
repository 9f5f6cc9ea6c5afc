package dev.sluice.batch.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.failure.FailureType;
import dev.sluice.http.Commands;
import dev.sluice.http.RequestPublisher;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with its topics, which decides and answers at random, and a clock that only polls move.
 * The process that works with it dies on a given step. One thread.
 */
final class FakeGateway implements InstantSource, RequestPublisher, Commands, TenantEvents.Source {

  /** The process was killed. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  static final PollingIds IDS =
      new PollingIds("sluice.requests", 1, Map.of(1, "0123456789abcdef".getBytes(UTF_8)));

  private final Random random;
  private final Map<String, CompletionRequest> encoded = new HashMap<>();
  private final Deque<CompletionRequest> undecided = new ArrayDeque<>();
  private final Map<String, String> pollingIds = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final List<SpecificRecord> events = new ArrayList<>();
  private Instant now = Events.ACCEPTED_AT;
  private int steps = Integer.MAX_VALUE;

  /** None of them begins. */
  boolean holds;

  FakeGateway(Random random) {
    this.random = random;
  }

  void killAfter(int steps) {
    this.steps = steps;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Requests that were accepted, by the gateway's memory each once. */
  Set<String> accepted() {
    return pollingIds.keySet();
  }

  Set<String> begun() {
    return begun;
  }

  @Override
  public Instant instant() {
    return now;
  }

  private void step() {
    if (--steps <= 0) {
      throw new KilledException();
    }
  }

  private void work() {
    for (int i = random.nextInt(8); i > 0 && !undecided.isEmpty(); i--) {
      decide(Objects.requireNonNull(undecided.poll()));
    }
    for (String id : List.copyOf(pollingIds.keySet())) {
      if (!ended.contains(id)) {
        go(id);
      }
    }
  }

  private void decide(CompletionRequest request) {
    String id = request.getRequestId();
    String known = pollingIds.get(id);
    if (known != null) {
      tell(accepted(id, known).setRepeat(true).build());
    } else if (!request.getDeadline().isAfter(now)) {
      reject(id, FailureType.INVALID_REQUEST, "deadline");
    } else {
      switch (random.nextInt(8)) {
        case 0 -> reject(id, FailureType.QUEUE_FULL, null);
        case 1 -> reject(id, FailureType.ACCESS_DENIED, null);
        default -> {
          String pollingId = IDS.issue(Events.TENANT, 0, Events.ACCEPTED_AT, pollingIds.size());
          encoded.put(id, request);
          pollingIds.put(id, pollingId);
          tell(accepted(id, pollingId).build());
        }
      }
    }
  }

  private void go(String id) {
    String pollingId = Objects.requireNonNull(pollingIds.get(id));
    if (!Objects.requireNonNull(encoded.get(id)).getDeadline().isAfter(now)) {
      fail(id, pollingId, FailureType.DEADLINE_EXCEEDED);
    } else if (!holds && random.nextInt(3) == 0) {
      if (begun.add(id)) {
        tell(Events.status(pollingId, CallStatus.IN_PROGRESS, 2).setRequestId(id).build());
      } else if (random.nextInt(5) == 0) {
        fail(id, pollingId, FailureType.OVERLOADED);
      } else {
        ended.add(id);
        tell(Events.result(pollingId, Events.text("hi")).setRequestId(id).build());
      }
    }
  }

  private void fail(String id, String pollingId, FailureType type) {
    ended.add(id);
    ErrorRecord.Builder error = Events.failed(pollingId, type).setRequestId(id).setOccurredAt(now);
    tell(begun.contains(id) ? error.build() : error.setAttempts(List.of()).build());
  }

  private static PollingEvent.Builder accepted(String id, String pollingId) {
    return Events.accepted(pollingId).setRequestId(id);
  }

  private void reject(String id, FailureType type, @Nullable String param) {
    tell(
        Events.rejected()
            .setRequestId(id)
            .setOccurredAt(now)
            .setFailure(
                dev.sluice.v1.Failure.newBuilder(Events.failure(type)).setParam(param).build())
            .build());
  }

  private void tell(SpecificRecord value) {
    events.add(value);
  }

  @Override
  public byte[] encode(CompletionRequest request) {
    encoded.put(request.getRequestId(), request);
    return request.getRequestId().getBytes(UTF_8);
  }

  @Override
  public CompletableFuture<RequestPosition> publish(
      String tenant, byte[] request, @Nullable String traceparent) {
    step();
    undecided.add(Objects.requireNonNull(encoded.get(new String(request, UTF_8))));
    return CompletableFuture.completedFuture(new RequestPosition(tenant, 0, 0, now));
  }

  @Override
  public CompletionStage<?> publish(String tenant, PollingId id, CommandKind kind) {
    step();
    for (Map.Entry<String, String> each : pollingIds.entrySet()) {
      if (each.getValue().equals(id.text()) && !ended.contains(each.getKey())) {
        fail(each.getKey(), id.text(), FailureType.CANCELLED);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public TenantEvents open(String tenant, String batchId) {
    return new Connection();
  }

  private final class Connection implements TenantEvents {
    private int position = events.size();

    @Override
    public List<SpecificRecord> poll(Duration timeout) {
      step();
      now = now.plus(timeout);
      work();
      int end = Math.min(events.size(), position + 1 + random.nextInt(10));
      List<SpecificRecord> read = List.copyOf(events.subList(Math.min(position, end), end));
      position = end;
      return read;
    }

    @Override
    public Map<String, Long> positions() {
      return Map.of("t-0", (long) position);
    }

    @Override
    public void seek(Map<String, Long> positions) {
      position = Math.toIntExact(Objects.requireNonNull(positions.get("t-0")));
    }

    @Override
    public Map<String, Long> ends() {
      return Map.of("t-0", (long) events.size());
    }

    @Override
    public void close() {}
  }
}
