package dev.sluice.view;

import dev.sluice.call.PollingId;

/** Reads the view. Any thread; blocks for about 10 ms at most. */
public interface ViewReader {

  /** Never throws: any reason that keeps the view from answering is {@link Lookup.Unknown}. */
  Lookup find(PollingId id);
}
