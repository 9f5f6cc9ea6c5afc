package dev.sluice.http;

import java.util.List;

/** The health of the instance. Any thread; never blocks. */
public interface Health {

  /** False when only a restart can help. */
  boolean isLive();

  /** Why it should get no requests now, for an operator; empty if it is ready. */
  List<String> notReady();
}
