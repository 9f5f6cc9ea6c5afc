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
 * task has its own block cache of 50 MB and three write buffers of 16 MB. Set as {@code
 * rocksdb.config.setter}. Called on stream threads.
 *
 * <p>64 MB of cache, which write buffers, indexes and filters share: at most 32 MB for write
 * buffers, 8 MB for one of them (2 MB cost a third of the lookup rate).
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 64L << 20;
  private static final long WRITE_BUFFERS_BYTES = 32L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;

  /**
   * The allocation unit of a write buffer. By default RocksDB takes an eighth of the buffer's size:
   * a few dozen stores with a row each would then use up all memory for write buffers, and after
   * that every few rows would be flushed to a file of their own.
   */
  private static final long ARENA_BLOCK_BYTES = 32L << 10;

  private static final double HIGH_PRIORITY = 0.2;

  /** Larger values go to separate files, so that compaction does not copy them repeatedly. */
  private static final long LARGE_BYTES = 16L << 10;

  private static final String SEGMENT_OF_VIEW = ViewStore.NAME + ".";

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
      // its rows expire with their whole segment; in a store whose rows are deleted one by one,
      // such a file would stay until the last of them is gone
      options.setEnableBlobFiles(true);
      options.setMinBlobSize(LARGE_BYTES);
    }
  }

  @Override
  public void close(String storeName, Options options) {
    // everything that is set here is shared
  }
}
