package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The life of a cluster's own process, on its main thread. */
final class Main {

  static final int STOPPED = 0;
  static final int NOT_STARTED = 1;
  static final int DIRECTORY_IN_USE = 2;

  private static final Duration MAX_STOP = Duration.ofSeconds(20);

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  Main(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Returns the exit status, when the cluster has stopped or could not start. */
  int run(String... args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/sluice/local/logback.xml");
    }
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.untilStdinCloses()) {
        Signals.ignoreThoseOfTheTerminal();
      }
      Running cluster = start(arguments);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "stop"));
      out.println("ready " + cluster.addresses());
      out.flush();
      if (arguments.untilStdinCloses()) {
        awaitEnd(in);
      } else {
        new CountDownLatch(1).await();
      }
      stop(cluster);
      return STOPPED;
    } catch (DirectoryInUseException e) {
      return failed(e, DIRECTORY_IN_USE);
    } catch (IOException | RuntimeException e) {
      return failed(e, NOT_STARTED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPED;
    }
  }

  private static Running start(Arguments arguments) throws IOException {
    if (arguments.quorum() != null) {
      return Member.start(arguments.data(), arguments.kafkaPort(), arguments.quorum());
    }
    return LocalCluster.start(
        arguments.data(), arguments.kafkaPort(), arguments.registryPort(), arguments.secured());
  }

  private int failed(Exception e, int status) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    err.println("The local cluster can't start: " + reason.lines().findFirst().orElse(""));
    return status;
  }

  private static void awaitEnd(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as the end: there is nobody to stop for but oneself
    }
  }

  /** Nobody may be left to end a process that hangs. Its data survives a halt. */
  private void stop(Running cluster) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(MAX_STOP.toMillis());
                Runtime.getRuntime().halt(NOT_STARTED);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    try {
      cluster.close();
    } catch (IOException e) {
      err.println("The local cluster did not stop cleanly: " + e.getMessage());
    }
    watchdog.interrupt();
  }
}
