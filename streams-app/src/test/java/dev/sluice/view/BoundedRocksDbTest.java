package dev.sluice.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Closer;
import dev.sluice.call.OpenTransaction;
import dev.sluice.wire.RowFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class BoundedRocksDbTest {
  /** Those of 16 partitions: four stores each, one segment of each in use. */
  private static final int STORES = 64;

  private static final byte[] ROW = "a row of a store ".repeat(10).getBytes(UTF_8);

  private static final String LARGE = "a long answer ".repeat(10_000);

  @TempDir Path dir;

  @Test
  void shouldKeepTheViewsLargeRowsInFilesOfTheirOwn() throws IOException {
    // Given
    Instant at = Events.ACCEPTED_AT;
    ViewRow.Completed row =
        new ViewRow.Completed(Events.result("resp_large", Events.text(LARGE)).build());
    Properties config = new Properties();
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    ViewRowCodec rows = new ViewRowCodec(RowFormats.newest());
    WindowStore<String, byte[]> view =
        ViewStore.builder(Duration.ofHours(24), OpenTransaction.Listener::committed)
            .withLoggingDisabled()
            .build();
    var context = new MockProcessorContext<Void, Void>(config, new TaskId(1, 0), dir.toFile());
    view.init(context.getStateStoreContext(), view);

    view.put("resp_large", rows.encode(row, Events.NO_WIRE), at.toEpochMilli());

    // When
    view.close();

    // Then
    assertThat(files(".blob")).isNotEmpty();
    view.init(context.getStateStoreContext(), view);
    assertThat(rows.decode(view.fetch("resp_large", at.toEpochMilli())))
        .isInstanceOfSatisfying(
            ViewRow.Completed.class,
            read -> assertThat(read.result().getAnswer().getText()).isEqualTo(LARGE));
    view.close();
  }

  @Test
  void shouldMergeLargeRowsOfStoresWhoseRowsAreDeletedOneByOne()
      throws IOException, RocksDBException {
    try (Closer closer = Closer.create()) {
      // Given
      RocksDB db = open(closer, "payloads");
      FlushOptions flush = new FlushOptions();
      closer.register(flush::close);

      // When
      db.put("row".getBytes(UTF_8), LARGE.getBytes(UTF_8));
      db.flush(flush);

      // Then
      assertThat(files(".sst")).isNotEmpty();
      assertThat(files(".blob")).isEmpty();
    }
  }

  @Test
  void shouldWriteNoFileForAFewRowsHoweverManyStoresThereAre()
      throws IOException, RocksDBException {
    try (Closer closer = Closer.create()) {
      for (int store = 0; store < STORES; store++) {
        // Given
        RocksDB db = open(closer, "store-" + store);

        // When
        for (int row = 0; row < 100; row++) {
          db.put(("row-" + row).getBytes(UTF_8), ROW);
        }
      }

      // Then
      assertThat(files(".sst")).isEmpty();
    }
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private RocksDB open(Closer closer, String store) throws RocksDBException {
    Options options = new Options().setCreateIfMissing(true);
    closer.register(options::close);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new BoundedRocksDb().setConfig(store, options, Map.of());
    RocksDB db = RocksDB.open(options, dir.resolve(store).toString());
    closer.register(db::close);
    return db;
  }
}
