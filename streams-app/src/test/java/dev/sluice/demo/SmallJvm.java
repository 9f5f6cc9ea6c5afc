package dev.sluice.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVMs that tests start with this JVM's class path. */
public final class SmallJvm {
  public static final String CLASS_PATH = System.getProperty("java.class.path");

  private SmallJvm() {}

  /**
   * For a short life: C2 would take most of it, and the verification of classes takes a sixth of
   * the CPU of a broker's start.
   *
   * @param heap in MiB
   */
  public static List<String> options(int heap, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote"));
    options.addAll(List.of(more));
    return options;
  }

  /** A broker and a registry that keep their data in a directory. */
  public static LocalClusterProcess.Options cluster(Path dir) {
    return LocalClusterProcess.Options.of(dir, CLASS_PATH).withJvmOptions(options(512));
  }
}
