package dev.sluice.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/** Drops what was added first when it has more than the maximum of entries. Not thread-safe. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int max;

  /**
   * @param max 1 or more
   */
  public BoundedMap(int max) {
    this.max = max;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > max;
  }
}
