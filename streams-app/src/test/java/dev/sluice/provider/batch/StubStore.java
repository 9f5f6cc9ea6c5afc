package dev.sluice.provider.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The batches of a stub, the newest last. Any thread. */
final class StubStore {
  /** Small, so that lists have several pages. */
  private static final int PAGE = 3;

  private final StubFaults faults = new StubFaults();
  private final List<StubBatch> batches = new CopyOnWriteArrayList<>();
  private volatile int pollsPerState;

  /** A part of a list. */
  record Page(List<StubBatch> batches, boolean more) {}

  StubFaults faults() {
    return faults;
  }

  List<StubBatch> batches() {
    return batches;
  }

  void advanceAfter(int polls) {
    pollsPerState = polls;
  }

  void advance() {
    batches.forEach(batch -> batch.advance(faults.invalid() == null));
  }

  void polled(StubBatch batch) {
    if (batch.polled(pollsPerState)) {
      batch.advance(faults.invalid() == null);
    }
  }

  /** Does as the faults say, and replies. */
  void create(
      StubExchange exchange,
      String name,
      Map<String, JsonNode> bodies,
      Function<StubBatch, ObjectNode> json)
      throws IOException {
    switch (faults.nextCreate()) {
      case WORK -> exchange.reply(200, json.apply(add(name, exchange.key(), bodies)));
      case RATE_LIMIT -> exchange.limitRate();
      case SERVER_ERROR -> exchange.refuse(500, "api_error", "Internal server error");
      case UNREADABLE -> {
        add(name, exchange.key(), bodies);
        exchange.unreadable();
      }
      case DROP_BEFORE -> exchange.drop();
      case DROP_AFTER -> {
        add(name, exchange.key(), bodies);
        exchange.drop();
      }
      case HOLD_AFTER -> {
        add(name, exchange.key(), bodies);
        faults.hold();
        exchange.drop();
      }
    }
  }

  synchronized StubBatch add(String name, String key, Map<String, JsonNode> bodies) {
    String id = "batch_" + (batches.size() + 1);
    StubBatch batch = new StubBatch(id, name, key, Instant.now(), bodies);
    batches.add(batch);
    return batch;
  }

  /** Null if the key's project has none of that name. */
  @Nullable StubBatch find(String id, String key) {
    return batches.stream()
        .filter(batch -> batch.id().equals(id) && batch.key().equals(key))
        .findFirst()
        .orElse(null);
  }

  Page page(String key, String after) {
    List<StubBatch> all = new ArrayList<>(batches);
    all.removeIf(batch -> !batch.key().equals(key));
    Collections.reverse(all);
    int begin = 0;
    for (int i = 0; i < all.size(); i++) {
      begin = all.get(i).id().equals(after) ? i + 1 : begin;
    }
    int end = Math.min(all.size(), begin + PAGE);
    return new Page(all.subList(begin, end), end < all.size());
  }

  /** The custom IDs that its results hold, in the results' order. */
  List<String> resultOrder(StubBatch batch) {
    List<String> ids = new ArrayList<>(batch.bodies().keySet());
    ids.removeIf(faults::isMissing);
    if (faults.isReversed()) {
      Collections.reverse(ids);
    }
    return ids;
  }
}
