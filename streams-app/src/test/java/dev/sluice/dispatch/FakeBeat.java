package dev.sluice.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps signs of life. */
final class FakeBeat implements OwnerHeartbeat {
  /** The attempts that were named last, by partition. */
  final Map<Integer, List<String>> held = new ConcurrentHashMap<>();

  final List<String> marks = new CopyOnWriteArrayList<>();

  @Override
  public void alive(String ownerId, int partition, List<String> attemptIds) {
    held.put(partition, attemptIds);
  }

  @Override
  public void mark(String ownerId, int partition, String mark) {
    marks.add(ownerId + " in " + partition + ": " + mark);
  }
}
