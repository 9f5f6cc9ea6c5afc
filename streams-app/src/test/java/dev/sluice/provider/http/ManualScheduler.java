package dev.sluice.provider.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/** Timers that go off when they are told to. */
final class ManualScheduler extends AbstractLifeCycle implements Scheduler {
  private static final int MOST = 100_000;

  private final Queue<Runnable> set = new ArrayDeque<>();

  @Override
  public Task schedule(Runnable task, long delay, TimeUnit unit) {
    set.add(task);
    return () -> set.remove(task);
  }

  /** All that are set, and those that these set, until there is none or enough is done. */
  void goOff(BooleanSupplier enough) {
    for (int i = 0; i < MOST && !set.isEmpty() && !enough.getAsBoolean(); i++) {
      set.remove().run();
    }
  }
}
