package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of one provider batch, in the order in which they joined. */
final class BatchedCalls {
  /** OpenAI's batches take 200 MB, Anthropic's 256 MB; the process holds one while it is sent. */
  private static final long MOST_BYTES = 64L << 20;

  static final BatchedCalls NONE = new BatchedCalls("", Instant.EPOCH);

  private final String target;
  private final Instant since;

  /** Their sizes, by polling ID. */
  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  /** The attempts of those that have ended for their clients, by polling ID. */
  private final Map<String, String> withdrawn = new LinkedHashMap<>();

  /** Of their payloads. */
  private long bytes;

  BatchedCalls(String target, Instant since) {
    this.target = target;
    this.since = since;
  }

  String target() {
    return target;
  }

  /** When the first one joined, or was accepted where that is not known any more. */
  Instant since() {
    return since;
  }

  void add(JournalEntry entry) {
    Call call = entry.call();
    sizes.put(call.pollingId(), entry.payloadSize());
    bytes += entry.payloadSize();
    if (call.state() instanceof CallState.UnsettledBatched unsettled) {
      withdrawn.put(call.pollingId(), unsettled.attemptId());
    }
  }

  /** Whether it was here. */
  boolean remove(String pollingId) {
    Integer size = sizes.remove(pollingId);
    withdrawn.remove(pollingId);
    bytes -= size == null ? 0 : size;
    return size != null;
  }

  /** The call has ended for its client, and its attempt has not. */
  void withdraw(String pollingId, String attemptId) {
    withdrawn.put(pollingId, attemptId);
  }

  boolean isWithdrawn(String pollingId) {
    return withdrawn.containsKey(pollingId);
  }

  /** Whether no client waits for any of them. */
  boolean isUnwanted() {
    return withdrawn.size() == sizes.size();
  }

  /** The attempts of calls that have ended for their clients. */
  Set<String> withdrawn() {
    return Set.copyOf(withdrawn.values());
  }

  List<String> pollingIds() {
    return List.copyOf(sizes.keySet());
  }

  int size() {
    return sizes.size();
  }

  /** Whether one batch takes the call with them. */
  boolean hasRoomFor(JournalEntry entry) {
    return bytes + entry.payloadSize() <= MOST_BYTES;
  }
}
