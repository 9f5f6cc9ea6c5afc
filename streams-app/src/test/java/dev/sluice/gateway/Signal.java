package dev.sluice.gateway;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What a test does to a process from outside. */
final class Signal {

  private Signal() {}

  /** The process stands still, with its connections open. */
  static void freeze(long pid) throws IOException, InterruptedException {
    run("kill", "-STOP", String.valueOf(pid));
  }

  static void goOn(long pid) throws IOException, InterruptedException {
    run("kill", "-CONT", String.valueOf(pid));
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }
}
