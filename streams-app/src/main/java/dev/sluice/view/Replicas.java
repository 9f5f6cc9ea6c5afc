package dev.sluice.view;

import java.util.List;

/** Knows which process has which partition of the view. Any thread; never blocks or throws. */
public interface Replicas {

  /** Whether the active replica is here; it may still be restoring. */
  boolean isHere(int partition);

  /** The {@code host:port} of other processes that have it: the active one first, then standbys. */
  List<String> elsewhere(int partition);
}
