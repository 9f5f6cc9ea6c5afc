package dev.sluice.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.store.v1.WebhookRow;
import dev.sluice.webhook.PendingWebhook;
import dev.sluice.webhook.WebhookEvent;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The pending webhooks of one partition in their store: a tenant's together, the next one due
 * first. Confined to the stream thread.
 */
final class PendingRows {
  static final long NEVER = Long.MAX_VALUE;

  /** The tenant in hex, so that no tenant's key is a prefix of another's. */
  private static final String KEY = "%s/%016x/%s";

  private final KeyValueStore<String, byte[]> store;
  private final AvroRowCodec<WebhookRow> format;

  PendingRows(KeyValueStore<String, byte[]> store, RowFormats formats) {
    this.store = store;
    this.format = new AvroRowCodec<>(WebhookRow.getClassSchema(), formats);
  }

  void put(PendingWebhook webhook) {
    store.put(key(webhook), encode(webhook));
  }

  void remove(PendingWebhook webhook) {
    store.delete(key(webhook));
  }

  /**
   * @param webhooks in the order of their times
   * @param next when a webhook is due that is neither among them nor under way; {@link #NEVER} for
   *     none
   */
  record Due(List<PendingWebhook> webhooks, long next) {}

  /**
   * @param from no webhook of the tenant is due before; deleted rows before it are not scanned
   *     again
   * @param underWay the IDs of events to skip
   */
  Due due(String tenant, long from, long until, int limit, Set<String> underWay) {
    List<PendingWebhook> due = new ArrayList<>();
    String prefix = hex(tenant);
    // '~' sorts after every digit
    try (KeyValueIterator<String, byte[]> rows =
        store.range(KEY.formatted(prefix, from, ""), prefix + "/~")) {
      while (rows.hasNext()) {
        KeyValue<String, byte[]> row = rows.next();
        if (underWay.contains(row.key.substring(row.key.lastIndexOf('/') + 1))) {
          continue;
        }
        if (dueOf(row.key) > until || due.size() == limit) {
          return new Due(due, dueOf(row.key));
        }
        due.add(decode(row.value));
      }
    }
    return new Due(due, NEVER);
  }

  /** Visits the tenant and due time of each one. */
  void forEach(BiConsumer<String, Long> each) {
    try (KeyValueIterator<String, byte[]> rows = store.all()) {
      while (rows.hasNext()) {
        String key = rows.next().key;
        String tenant =
            new String(HexFormat.of().parseHex(key.substring(0, key.indexOf('/'))), UTF_8);
        each.accept(tenant, dueOf(key));
      }
    }
  }

  byte[] encode(PendingWebhook webhook) {
    return format.encode(
        new WebhookRow(
            webhook.tenant(),
            webhook.event().subject(),
            webhook.event().type(),
            webhook.event().endedAt(),
            webhook.tries(),
            webhook.due(),
            webhook.event().data()));
  }

  PendingWebhook decode(byte[] bytes) {
    WebhookRow row = format.decode(bytes);
    return new PendingWebhook(
        row.getTenant(),
        new WebhookEvent(row.getSubject(), row.getType(), row.getEndedAt(), row.getData()),
        row.getTries(),
        row.getDue());
  }

  private static String key(PendingWebhook webhook) {
    return KEY.formatted(hex(webhook.tenant()), webhook.due().toEpochMilli(), webhook.event().id());
  }

  private static String hex(String tenant) {
    return HexFormat.of().formatHex(tenant.getBytes(UTF_8));
  }

  private static long dueOf(String key) {
    int slash = key.indexOf('/');
    return Long.parseLong(key, slash + 1, key.lastIndexOf('/'), 16);
  }
}
