package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Holds a directory for one cluster; the operating system frees it when the process ends, however
 * it ends.
 */
final class DirectoryLock implements Closeable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param dir made when it isn't there
   * @throws DirectoryInUseException when another cluster holds the directory
   */
  static DirectoryLock take(Path dir) throws IOException {
    try {
      Files.createDirectories(dir);
      return hold(dir);
    } catch (FileSystemException e) {
      throw new IOException("the directory " + dir + " can't be made or written: " + e, e);
    }
  }

  private static DirectoryLock hold(Path dir) throws IOException {
    FileChannel channel =
        FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new DirectoryInUseException(dir);
      }
      channel.truncate(0);
      channel.write(UTF_8.encode("process " + ProcessHandle.current().pid() + "\n"));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new DirectoryLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
