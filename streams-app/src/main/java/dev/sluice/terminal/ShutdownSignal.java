package dev.sluice.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C and SIGTERM interrupt the working thread, and keeps the JVM alive until that thread
 * has closed what it had opened.
 */
public final class ShutdownSignal implements AutoCloseable {
  private static final long MAX_STOP_SECONDS = 90;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "sluice-stop");
  private volatile boolean given;

  private ShutdownSignal() {}

  public static ShutdownSignal forThisThread() {
    ShutdownSignal signal = new ShutdownSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  public boolean isGiven() {
    return given;
  }

  private void onShutdown() {
    given = true;
    worker.interrupt();
    try {
      closed.await(MAX_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Call it when all is closed, before the JVM is told to exit. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // it was delivered
    }
  }
}
