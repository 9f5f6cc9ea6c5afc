package dev.sluice.provider.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a stub is told to do wrong; nothing by itself. Any thread. */
public final class StubFaults {
  private static final Duration MOST_TO_HOLD = Duration.ofMinutes(1);

  private final Queue<OnCreate> onCreate = new ConcurrentLinkedQueue<>();
  private final Map<String, Refusal> refused = new ConcurrentHashMap<>();
  private final Set<String> expired = ConcurrentHashMap.newKeySet();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private volatile boolean reversed;
  private volatile @Nullable String invalid;
  private volatile @Nullable String resultsHost;
  private volatile boolean slow;
  private final CountDownLatch released = new CountDownLatch(1);

  /** What becomes of a call that creates a batch. */
  public enum OnCreate {
    WORK,
    RATE_LIMIT,
    SERVER_ERROR,
    UNREADABLE,
    /** The connection is dropped, and no batch is created. */
    DROP_BEFORE,
    /** The connection is dropped though the batch has been created. */
    DROP_AFTER,
    /** As that, and not before {@link #release}. */
    HOLD_AFTER
  }

  /** What a request of a batch gets instead of an answer. */
  record Refusal(int status, ObjectNode error) {}

  /** For one creation after the other; those after them work. */
  public StubFaults onCreate(OnCreate... next) {
    onCreate.addAll(List.of(next));
    return this;
  }

  public StubFaults refuse(String customId, int status, String type, String message) {
    ObjectNode error = Json.object().put("type", type).put("message", message);
    refused.put(customId, new Refusal(status, error));
    return this;
  }

  public StubFaults expire(String customId) {
    expired.add(customId);
    return this;
  }

  /** The results hold nothing of it. */
  public StubFaults leaveOut(String customId) {
    missing.add(customId);
    return this;
  }

  /** Results are in another order than requests. */
  public StubFaults reverse() {
    reversed = true;
    return this;
  }

  /** Batches fail while they are validated. */
  public StubFaults failValidation(String message) {
    invalid = message;
    return this;
  }

  /** Where batches say that their results are. */
  public StubFaults resultsAt(String url) {
    resultsHost = url;
    return this;
  }

  /** Uploaded files are looked through before they can be used, as Azure's are. */
  public StubFaults lookThroughFiles() {
    slow = true;
    return this;
  }

  /** Connections that are held go on. */
  public void release() {
    released.countDown();
  }

  void hold() {
    try {
      var unused = released.await(MOST_TO_HOLD.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean looksThroughFiles() {
    return slow;
  }

  OnCreate nextCreate() {
    OnCreate next = onCreate.poll();
    return next == null ? OnCreate.WORK : next;
  }

  @Nullable Refusal refusal(String customId) {
    return refused.get(customId);
  }

  boolean isExpired(String customId) {
    return expired.contains(customId);
  }

  boolean isMissing(String customId) {
    return missing.contains(customId);
  }

  boolean isReversed() {
    return reversed;
  }

  @Nullable String invalid() {
    return invalid;
  }

  @Nullable String resultsHost() {
    return resultsHost;
  }
}
