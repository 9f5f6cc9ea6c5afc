package dev.sluice.topology;

import dev.sluice.store.v1.ProviderBatchRow;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The provider batches of one task that are sent or about to be. Confined to the stream thread. */
final class BatchRows {
  private final KeyValueStore<String, byte[]> rows;
  private final AvroRowCodec<ProviderBatchRow> avro;

  BatchRows(KeyValueStore<String, byte[]> rows, RowFormats formats) {
    this.rows = rows;
    this.avro = new AvroRowCodec<>(ProviderBatchRow.getClassSchema(), formats);
  }

  @Nullable SentBatch find(String batchId) {
    byte[] row = rows.get(batchId);
    return row == null ? null : decode(avro, row);
  }

  void put(String batchId, SentBatch batch) {
    rows.put(batchId, encode(avro, batch));
  }

  void delete(String batchId) {
    rows.delete(batchId);
  }

  void each(BiConsumer<String, SentBatch> visitor) {
    try (KeyValueIterator<String, byte[]> all = rows.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> row = all.next();
        visitor.accept(row.key, decode(avro, row.value));
      }
    }
  }

  static byte[] encode(AvroRowCodec<ProviderBatchRow> avro, SentBatch batch) {
    return avro.encode(
        ProviderBatchRow.newBuilder()
            .setTarget(batch.target())
            .setSince(batch.since())
            .setExpiresAt(batch.expiresAt())
            .setOwnerId(batch.creator().ownerId())
            .setOwnedSince(batch.creator().since())
            .setProviderBatchId(batch.providerId())
            .setEnded(batch.ended())
            .build());
  }

  static SentBatch decode(AvroRowCodec<ProviderBatchRow> avro, byte[] bytes) {
    ProviderBatchRow row = avro.decode(bytes);
    return new SentBatch(
        row.getTarget(),
        row.getSince(),
        row.getExpiresAt(),
        new SentBatch.Creator(row.getOwnerId(), row.getOwnedSince()),
        row.getProviderBatchId(),
        row.getEnded());
  }
}
