package dev.sluice.batch.run;

import dev.sluice.client.Event;
import dev.sluice.client.RequestLine;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with its topics, which decides and answers at random, and a clock that only polls move.
 * Its clients die on a given step. One thread.
 */
final class FakeGateway implements InstantSource {

  /** The client's process was killed. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Random random;
  private final Deque<CompletionRequest> undecided = new ArrayDeque<>();
  private final Map<String, CompletionRequest> calls = new LinkedHashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final List<Event> events = new ArrayList<>();
  private Instant now = Events.ACCEPTED_AT;

  /** Requests that were published again though the client could know that they were accepted. */
  final List<String> needless = new ArrayList<>();

  /** How many records were published. */
  int published;

  FakeGateway(Random random) {
    this.random = random;
  }

  @Override
  public Instant instant() {
    return now;
  }

  BatchTopics.Connector connector(int steps) {
    return () -> new Connection(steps);
  }

  private void work() {
    for (int i = random.nextInt(8); i > 0 && !undecided.isEmpty(); i--) {
      decide(Objects.requireNonNull(undecided.poll()));
    }
    for (String id : List.copyOf(calls.keySet())) {
      if (!ended.contains(id)) {
        go(id, Objects.requireNonNull(calls.get(id)));
      }
    }
  }

  private void decide(CompletionRequest request) {
    String id = request.getRequestId();
    if (calls.containsKey(id)) {
      tell(accepted(id).setRepeat(true).build());
    } else if (!request.getDeadline().isAfter(now)) {
      reject(id, FailureType.INVALID_REQUEST, "deadline");
    } else {
      switch (random.nextInt(8)) {
        case 0 -> reject(id, FailureType.QUEUE_FULL, null);
        case 1 -> reject(id, FailureType.ACCESS_DENIED, null);
        default -> {
          calls.put(id, request);
          tell(accepted(id).build());
        }
      }
    }
  }

  private void go(String id, CompletionRequest request) {
    if (!request.getDeadline().isAfter(now)) {
      ended.add(id);
      tell(
          Events.failed("resp_" + id, FailureType.DEADLINE_EXCEEDED)
              .setRequestId(id)
              .setOccurredAt(now)
              .build());
    } else if (random.nextInt(4) == 0) {
      ended.add(id);
      tell(
          random.nextInt(5) == 0
              ? Events.failed("resp_" + id, FailureType.OVERLOADED).setRequestId(id).build()
              : Events.result("resp_" + id, Events.text("hi")).setRequestId(id).build());
    }
  }

  private static PollingEvent.Builder accepted(String id) {
    return Events.accepted("resp_" + id).setRequestId(id);
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
    events.add(new Event("t", 0, events.size(), Events.TENANT, now, now, value));
  }

  private final class Connection implements BatchTopics {
    private final Set<String> knownBefore = Set.copyOf(calls.keySet());
    private int steps;
    private int position = events.size();

    Connection(int steps) {
      this.steps = steps;
    }

    private void step() {
      if (--steps == 0) {
        throw new KilledException();
      }
    }

    @Override
    public void publish(List<RequestLine> lines) {
      for (RequestLine line : lines) {
        step();
        CompletionRequest request = Objects.requireNonNull(line.request());
        if (knownBefore.contains(request.getRequestId())) {
          needless.add(request.getRequestId());
        }
        published++;
        undecided.add(request);
      }
    }

    @Override
    public List<Event> poll(Duration timeout) {
      step();
      now = now.plus(timeout);
      work();
      int end = Math.min(events.size(), position + 1 + random.nextInt(10));
      List<Event> read = List.copyOf(events.subList(Math.min(position, end), end));
      position = end;
      return read;
    }

    @Override
    public Map<String, Long> positions() {
      return Map.of("t-0", (long) position);
    }

    @Override
    public boolean seek(Map<String, Long> positions) {
      position = Math.toIntExact(Objects.requireNonNull(positions.get("t-0")));
      return true;
    }

    @Override
    public Map<String, Long> ends() {
      return Map.of("t-0", (long) events.size());
    }

    @Override
    public boolean hasReached(Map<String, Long> ends) {
      return position >= Objects.requireNonNull(ends.get("t-0"));
    }

    @Override
    public void close() {}
  }
}
