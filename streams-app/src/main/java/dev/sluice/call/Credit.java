package dev.sluice.call;

/**
 * How many calls may be under way at a time, and how many bytes of payloads they may hold. One call
 * may always start, whatever its size, or a large one would wait for ever. Not thread-safe.
 */
public final class Credit {
  private static final int SHARE = 10;

  private final int maxCalls;
  private final long maxBytes;
  private int calls;
  private long bytes;

  /**
   * @param maxCalls 1 or more
   * @param maxBytes 1 or more
   */
  public Credit(int maxCalls, long maxBytes) {
    if (maxCalls < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("credit for nothing would never let a call go");
    }
    this.maxCalls = maxCalls;
    this.maxBytes = maxBytes;
  }

  /** Whether a call of this size may start now. */
  public boolean covers(int size) {
    return calls == 0 || (calls < maxCalls && bytes + size <= maxBytes);
  }

  /** The same for a call whose answer can wait: it leaves a tenth to calls that can't. */
  public boolean coversBatch(int size) {
    return covers(size)
        && (calls == 0
            || (calls < maxCalls - maxCalls / SHARE
                && bytes + size <= maxBytes - maxBytes / SHARE));
  }

  /** A call starts, or was found under way, even if the credit no longer covers it. */
  public void take(int size) {
    calls++;
    bytes += size;
  }

  /** A call that took credit has ended. */
  public void release(int size) {
    calls--;
    bytes -= size;
  }

  public int calls() {
    return calls;
  }

  public long bytes() {
    return bytes;
  }
}
