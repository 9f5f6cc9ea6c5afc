package dev.sluice.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Another checkout of Sluice, whose gateway is measured beside this one's.
 *
 * @param dir its root, absolute
 */
public record Checkout(Path dir) {
  private static final String LAUNCHER = "sluice";
  private static final String MODULE = "streams-app";

  /** It can't be used; the message says why, and what to do. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * @param home the checkout that this program belongs to
   */
  public static Checkout at(Path dir, Path home) throws Unusable, IOException {
    if (!Files.isDirectory(dir)) {
      throw new Unusable(dir + " is no directory");
    }
    if (!Files.isExecutable(dir.resolve(LAUNCHER))
        || !Files.isRegularFile(dir.resolve(MODULE).resolve("pom.xml"))) {
      throw new Unusable(
          "%s is no checkout of Sluice: it has no %s/pom.xml or no launcher %s; git worktree add DIR COMMIT makes one"
              .formatted(dir, MODULE, LAUNCHER));
    }
    if (Files.isSameFile(dir, home)) {
      throw new Unusable(dir + " is the checkout that runs this; name another one");
    }
    return new Checkout(dir.toRealPath());
  }

  /** Builds it, by its own launcher, if its sources have changed since it was built. */
  public void build() throws Unusable, IOException, InterruptedException {
    int status =
        new ProcessBuilder(dir.resolve(LAUNCHER).toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(Path.of("/dev/stderr").toFile()))
            .start()
            .waitFor();
    if (status != 0) {
      throw new Unusable(
          "%s can't be built: its ./%s --version ended with status %d; the build's log is %s"
              .formatted(dir, LAUNCHER, status, dir.resolve("target/build.log")));
    }
  }

  /** The gateway's, as the launcher puts it together: the module's jar and what it depends on. */
  public String gatewayClassPath() throws Unusable, IOException {
    Path target = dir.resolve(MODULE).resolve("target");
    Path dependencies = target.resolve("runtime.classpath");
    if (!Files.isRegularFile(dependencies) || Files.size(dependencies) == 0) {
      throw notBuilt(dependencies + " is missing");
    }
    try (Stream<Path> files = Files.list(target)) {
      Path jar =
          files
              .filter(file -> file.getFileName().toString().matches("streams-app-[0-9].*\\.jar"))
              .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
              .orElseThrow(() -> notBuilt(target + " has no jar of the gateway"));
      return jar + ":" + Files.readString(dependencies).strip();
    }
  }

  private Unusable notBuilt(String why) {
    return new Unusable(
        "%s isn't built: %s; ./%s --version in it builds it".formatted(dir, why, LAUNCHER));
  }

  /** The commit that it has checked out; {@code -dirty} follows where files differ from it. */
  public String version() throws IOException, InterruptedException {
    return version(dir);
  }

  /** The same of any directory; {@code unknown} where git can't tell. */
  public static String version(Path dir) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder(
                List.of(
                    "git",
                    "-C",
                    dir.toAbsolutePath().toString(),
                    "describe",
                    "--always",
                    "--dirty",
                    "--exclude=*"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String told = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
    return git.waitFor() == 0 && !told.isEmpty() ? told : "unknown";
  }
}
