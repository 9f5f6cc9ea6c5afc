package dev.sluice.topology;

import dev.sluice.admission.SpendRow;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what is spent, in the transactions that write the events which bill it: so it counts each
 * attempt once, over crashes and takeovers. Confined to the stream thread.
 */
final class SpendBook {
  private static final Logger log = LoggerFactory.getLogger(SpendBook.class);

  private final KeyValueStore<String, byte[]> rows;

  /** The month for which older rows were dropped. */
  private long tidied;

  SpendBook(KeyValueStore<String, byte[]> rows) {
    this.rows = rows;
  }

  void add(CompletionResult result) {
    add(result.getTenant(), result.getModel(), result.getAttempts(), result.getCompletedAt());
  }

  void add(ErrorRecord error) {
    String tenant = error.getTenant();
    String route = error.getModel();
    if (tenant != null && route != null) {
      add(tenant, route, error.getAttempts(), error.getOccurredAt());
    }
  }

  void add(PollingEvent event) {
    Attempt late = event.getLate();
    if (late != null) {
      add(event.getTenant(), event.getModel(), List.of(late), event.getOccurredAt());
    }
  }

  private void add(String tenant, String route, List<Attempt> attempts, Instant at) {
    for (Attempt attempt : attempts) {
      Usage usage = attempt.getUsage();
      if (usage != null) {
        SpendRow fresh =
            SpendRow.of(tenant, route, attempt.getProvider() + "/" + attempt.getModel());
        String key = fresh.storeKey();
        SpendRow row = find(key, fresh);
        long tokens = usage.getInputTokens() + usage.getOutputTokens();
        rows.put(key, row.plus(at, usage.getCostMicros(), tokens).encode());
      }
    }
    tidy(SpendRow.month(at));
  }

  private SpendRow find(String key, SpendRow otherwise) {
    byte[] row = rows.get(key);
    return row == null ? otherwise : SpendRow.decode(row);
  }

  /** Once a month, and after each start: otherwise tenants that are gone would stay for good. */
  private void tidy(long month) {
    if (month <= tidied) {
      return;
    }
    tidied = month;
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = rows.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> row = all.next();
        if (SpendRow.decode(row.value).month().period() < month) {
          old.add(row.key);
        }
      }
    }
    old.forEach(rows::delete);
    log.debug("{} rows of earlier months were dropped", old.size());
  }
}
