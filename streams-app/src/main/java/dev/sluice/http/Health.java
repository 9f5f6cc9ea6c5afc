package dev.sluice.http;

import java.util.List;

/** How the instance is. Any thread; never blocks. */
public interface Health {

  /** False when only a restart can help. */
  boolean isLive();

  /** Why it should get no requests now, for an operator to read; empty when it is ready. */
  List<String> notReady();
}
