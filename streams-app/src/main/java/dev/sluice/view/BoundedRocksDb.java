package dev.sluice.view;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all RocksDB stores of the process together: by default each segment of each
 * task has a block cache of 50 MB and three write buffers of 16 MB of its own. Set it as {@code
 * rocksdb.config.setter}. Called on stream threads.
 *
 * <p>64 MB of cache, of which write buffers, indexes and filters take their part: at most 32 MB for
 * write buffers, 8 MB for one of them (2 MB cost a third of the lookup rate).
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 64L << 20;
  private static final long WRITE_BUFFERS_BYTES = 32L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;

  /**
   * What a write buffer takes first and next. Of its own, RocksDB takes an eighth of the buffer's
   * size: some dozens of stores with a row each would then use up all that is there for write
   * buffers, and from there on every few rows would be written to a file of their own.
   */
  private static final long ARENA_BLOCK_BYTES = 32L << 10;

  private static final double HIGH_PRIORITY = 0.2;

  /**
   * What is larger is kept in files of its own, where the store does not copy it again and again
   * when it merges its files.
   */
  private static final long LARGE_BYTES = 16L << 10;

  private static final String SEGMENT_OF_VIEW = View.STORE + ".";

  static {
    RocksDB.loadLibrary();
  }

  // Shared by all stores and never closed: they live as long as the process
  private static final Cache CACHE = new LRUCache(CACHE_BYTES, -1, false, HIGH_PRIORITY);
  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);
  private static final BloomFilter FILTER = new BloomFilter();

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setFilterPolicy(FILTER);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setMaxWriteBufferNumber(2);
    options.setTableFormatConfig(table);
    if (storeName.startsWith(SEGMENT_OF_VIEW)) {
      // its rows end with their whole segment; of a store whose rows are deleted one by one, such a
      // file would stay until the last of them is gone
      options.setEnableBlobFiles(true);
      options.setMinBlobSize(LARGE_BYTES);
    }
  }

  @Override
  public void close(String storeName, Options options) {
    // everything that is set here is shared
  }
}
