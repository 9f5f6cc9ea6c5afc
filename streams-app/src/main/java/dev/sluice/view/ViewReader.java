package dev.sluice.view;

import dev.sluice.call.PollingId;

/** Reads the view. Any thread; blocks for some 10 ms at most. */
public interface ViewReader {

  /** Never throws: whatever keeps the view from answering is {@link Lookup.Unknown}. */
  Lookup find(PollingId id);

  /**
   * Whether the partition's active replica has processed all that was committed to the view's
   * topics when they were last fetched; only then does an absent row mean that there is none.
   */
  boolean isCaughtUp(int partition);
}
