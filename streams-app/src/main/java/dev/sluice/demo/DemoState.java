package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** A demo's data directory and its files, held by one demo at a time. */
final class DemoState implements AutoCloseable {
  private static final int SECRET_BYTES = 32;

  private final Path data;
  private final FileChannel lock;

  private DemoState(Path data, FileChannel lock) {
    this.data = data;
    this.lock = lock;
  }

  /**
   * @param data created if missing
   * @throws StartException if another demo holds it, or it is not writable
   */
  static DemoState open(Path data) throws StartException {
    FileChannel lock = null;
    try {
      Files.createDirectories(data);
      lock =
          FileChannel.open(
              data.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      // the operating system releases it when the process ends, however it ends
      if (tryLock(lock)) {
        return new DemoState(data, lock);
      }
      lock.close();
    } catch (IOException e) {
      throw unusable(data, e);
    }
    throw new StartException(
        ExitStatus.DIRECTORY_IN_USE,
        "another demo is running on "
            + data
            + "; stop it, or choose another directory with --data");
  }

  private static boolean tryLock(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path cluster() {
    return data.resolve("cluster");
  }

  Path streams() {
    return data.resolve("state");
  }

  /** What the local cluster logs goes here. */
  Path clusterLog() {
    return data.resolve("cluster.log");
  }

  Path gatewayLog() {
    return data.resolve("gateway.log");
  }

  Path environment() {
    return data.resolve("env");
  }

  /** The secret of the polling IDs, created at the first run: old IDs should stay valid. */
  String pollingSecret() throws StartException {
    Path file = data.resolve("polling-secret");
    try {
      if (!Files.exists(file)) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        writePrivately(file, HexFormat.of().formatHex(secret) + "\n");
      }
      return Files.readString(file, UTF_8).strip();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Writes the variables for a shell, so that other commands can use the running demo. */
  void writeEnvironment(Map<String, String> variables) throws StartException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(variables)
        .forEach(
            (name, value) ->
                text.append("export %s='%s'%n".formatted(name, value.replace("'", "'\\''"))));
    try {
      writePrivately(environment(), text.toString());
    } catch (IOException e) {
      throw unusable(environment(), e);
    }
  }

  Optional<LastRun> lastRun() throws StartException {
    Path file = lastRunFile();
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file, UTF_8)));
      return Optional.of(LastRun.of(properties));
    } catch (IOException | RuntimeException e) {
      throw new StartException(
          ExitStatus.CONFIGURATION, file + " can't be read: " + e.getMessage() + "; delete it", e);
    }
  }

  void remember(LastRun run) throws StartException {
    try {
      StringWriter text = new StringWriter();
      run.toProperties().store(text, null);
      writePrivately(lastRunFile(), text.toString());
    } catch (IOException e) {
      throw unusable(lastRunFile(), e);
    }
  }

  private Path lastRunFile() {
    return data.resolve("last-run.properties");
  }

  /** Whole or not at all, and readable by its owner only. */
  private static void writePrivately(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (UnsupportedOperationException notPosix) {
      Files.createFile(draft);
    }
    Files.writeString(draft, text, UTF_8);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static StartException unusable(Path path, IOException e) {
    String reason =
        e instanceof FileAlreadyExistsException ? "it is not a directory" : e.toString();
    return new StartException(ExitStatus.FAILED, path + " can't be used: " + reason, e);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
