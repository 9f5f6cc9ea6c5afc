package dev.sluice.gateway;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** Named in a configuration: buffers that are soon full, and then have to go to the disk. */
public final class SmallWriteBuffers implements RocksDBConfigSetter {
  /** The configuration with this setting. */
  static String in(String config) {
    return config.replace(
        "kafka:", "kafka:\n  rocksdb.config.setter: " + SmallWriteBuffers.class.getName());
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(64 << 10);
  }

  @Override
  public void close(String storeName, Options options) {}
}
