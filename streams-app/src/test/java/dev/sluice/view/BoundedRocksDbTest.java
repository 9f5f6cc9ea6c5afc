package dev.sluice.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  @TempDir Path dir;

  @Test
  void shouldKeepLargeRowsInFilesOfTheirOwnWhereAllEndTogether()
      throws IOException, RocksDBException {
    // Given
    byte[] large = "a long answer ".repeat(10_000).getBytes(UTF_8);
    for (String store : List.of(View.STORE + ".43200000", "payloads")) {
      try (Closer closer = Closer.create()) {
        RocksDB db = open(closer, store);
        FlushOptions flush = new FlushOptions();
        closer.register(flush::close);

        // When
        db.put("row".getBytes(UTF_8), large);
        db.flush(flush);

        // Then
        assertThat(db.get("row".getBytes(UTF_8))).isEqualTo(large);
        try (Stream<Path> files = Files.walk(dir.resolve(store))) {
          assertThat(files.anyMatch(file -> file.toString().endsWith(".blob")))
              .as(store)
              .isEqualTo(store.startsWith(View.STORE));
        }
      }
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
      try (Stream<Path> files = Files.walk(dir)) {
        assertThat(files.filter(file -> file.toString().endsWith(".sst"))).isEmpty();
      }
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
