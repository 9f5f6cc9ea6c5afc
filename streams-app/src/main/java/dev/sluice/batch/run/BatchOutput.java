package dev.sluice.batch.run;

import dev.sluice.batch.FileLines;
import dev.sluice.batch.OutputLine;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a batch's answers. Only one process at a time has it open. Its methods don't heed
 * interrupts, which would close a channel. One thread.
 */
final class BatchOutput implements AutoCloseable {
  private static final int LONGEST = Integer.MAX_VALUE - 64;

  private final Path path;
  private final RandomAccessFile file;

  private BatchOutput(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /** Creates the file if there is none. */
  static BatchOutput open(Path path) throws StartException {
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      if (lock(file) == null) {
        file.close();
        throw new StartException(
            ExitStatus.DIRECTORY_IN_USE, path + ": another process is running this batch");
      }
      return new BatchOutput(path, file);
    } catch (IOException e) {
      throw new StartException(
          ExitStatus.CONFIGURATION, path + ": cannot write the file: " + e.getMessage(), e);
    }
  }

  /** Held until the file is closed. */
  private static @Nullable FileLock lock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException thisProcess) {
      return null;
    }
  }

  /** Takes a line that is in the file. */
  interface Reader {
    void read(OutputLine line) throws StartException;
  }

  boolean isEmpty() throws IOException {
    return file.length() == 0;
  }

  /**
   * Gives all lines to the reader, and cuts off the last one if a process ended while it wrote it.
   *
   * @throws StartException for a line that no batch has written
   */
  void recover(Reader reader) throws IOException, StartException {
    long end = 0;
    try (InputStream in = new FileInputStream(path.toFile())) {
      FileLines lines = new FileLines(in, LONGEST);
      while (lines.next() && lines.isWhole()) {
        byte[] bytes = Objects.requireNonNull(lines.bytes());
        reader.read(OutputLine.read(bytes).orElseThrow(() -> notOurs(path + ":" + lines.number())));
        end = lines.offset() + bytes.length + 1;
      }
    }
    file.setLength(end);
    file.seek(end);
  }

  private static StartException notOurs(String place) {
    return new StartException(
        ExitStatus.CONFIGURATION, place + ": is not a line of a batch's output");
  }

  void append(OutputLine line) throws IOException {
    byte[] bytes = line.toBytes();
    byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
    ended[bytes.length] = '\n';
    file.write(ended);
  }

  /** Returns when all lines are on the disk. */
  void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
