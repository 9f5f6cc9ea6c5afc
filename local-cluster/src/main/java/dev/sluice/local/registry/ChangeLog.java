package dev.sluice.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file of JSON lines that only grows; owned by the registry, which calls it under its lock. */
final class ChangeLog implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileChannel channel;

  private ChangeLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Hands every change of the file to {@code replay}, oldest first.
   *
   * @throws IOException when the file can't be read or written, or a line of it makes no sense
   */
  static ChangeLog open(Path file, Consumer<Change> replay) throws IOException {
    byte[] stored = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    int start = 0;
    int line = 1;
    for (int i = 0; i < stored.length; i++) {
      if (stored[i] == '\n') {
        try {
          replay.accept(JSON.readValue(stored, start, i - start, Change.class));
        } catch (IOException | RuntimeException e) {
          throw new IOException(
              "line " + line + " of " + file + " can't be read: " + e.getMessage(), e);
        }
        start = i + 1;
        line++;
      }
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    // a process that was killed while it wrote leaves a line without its end; nobody was told that
    // it was accepted
    channel.truncate(start).position(start);
    return new ChangeLog(channel);
  }

  /**
   * Returns when the operating system has the change: it outlives this process, not the machine.
   */
  void append(Change change) throws IOException {
    long end = channel.position();
    try {
      ByteBuffer line = ByteBuffer.wrap(line(change));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      channel.truncate(end).position(end);
      throw e;
    }
  }

  private static byte[] line(Change change) throws JsonProcessingException {
    return Bytes.concat(JSON.writeValueAsBytes(change), new byte[] {'\n'});
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
