package dev.sluice.delivery;

import dev.sluice.store.v1.WebhookRow;
import dev.sluice.webhook.PendingWebhook;
import dev.sluice.webhook.WebhookEvent;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.StoredRow;
import dev.sluice.wire.StoredRowsContract;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.Stores;

/** The rows of the webhooks' store, over releases. */
class WebhookStoredRowsTest extends StoredRowsContract {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00.123Z");

  @Override
  protected List<StoredRow> rows() {
    PendingWebhook webhook =
        new PendingWebhook(
            "acme", WebhookEvent.of("resp_1", "completed", AT), 2, AT.plusSeconds(300));
    return List.of(
        new StoredRow(
            "webhooks-pending",
            WebhookRow.getClassSchema().getName(),
            0,
            rows(RowFormats.newest()).encode(webhook),
            (bytes, formats) -> {
              PendingRows rows = rows(formats);
              return rows.encode(rows.decode(bytes));
            }));
  }

  private static PendingRows rows(RowFormats formats) {
    return new PendingRows(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("webhooks"), Serdes.String(), Serdes.ByteArray())
            .build(),
        formats);
  }
}
