package dev.sluice.provider.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A batch that a stub was given. Any thread. */
public final class StubBatch {

  /** OpenAI's; Anthropic's are fewer. */
  public enum State {
    VALIDATING,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  private final String id;
  private final String name;
  private final String key;
  private final Instant createdAt;
  private final Map<String, JsonNode> bodies;
  private State state = State.VALIDATING;
  private int polls;

  StubBatch(String id, String name, String key, Instant createdAt, Map<String, JsonNode> bodies) {
    this.id = id;
    this.name = name;
    this.key = key;
    this.createdAt = createdAt;
    this.bodies = new LinkedHashMap<>(bodies);
  }

  public String id() {
    return id;
  }

  /** By which its sender knows it; empty if it has none. */
  public String name() {
    return name;
  }

  String key() {
    return key;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** The requests' bodies by custom ID, in their order. */
  public Map<String, JsonNode> bodies() {
    return bodies;
  }

  public synchronized State state() {
    return state;
  }

  synchronized boolean ended() {
    return state.compareTo(State.COMPLETED) >= 0;
  }

  /** One state further. */
  synchronized void advance(boolean valid) {
    state =
        switch (state) {
          case VALIDATING -> valid ? State.IN_PROGRESS : State.FAILED;
          case IN_PROGRESS -> State.FINALIZING;
          case FINALIZING -> State.COMPLETED;
          case COMPLETED, FAILED, CANCELLED -> state;
        };
  }

  synchronized void cancel() {
    state = ended() ? state : State.CANCELLED;
  }

  /** Whether this was the last of so many polls; 0 for never. */
  synchronized boolean polled(int most) {
    polls++;
    return most > 0 && polls % most == 0;
  }
}
