package dev.sluice.provider.stream;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Divides the bytes of one stream into events as they come: however the bytes are cut into chunks,
 * the events are the same. Never throws for what it reads, and holds no more than one event, of a
 * size that is given when it is made. Confined to one exchange; not thread-safe.
 */
public interface EventReader {

  /** Why nothing more can be read. */
  enum Fault {
    /** An event is larger than the reader may hold. */
    TOO_LARGE,

    /** The bytes are not in the stream's framing. */
    MALFORMED
  }

  /**
   * Takes all bytes that remain in the buffer.
   *
   * @return the events that they complete, in order, up to the fault if there is one; none after it
   */
  List<StreamEvent> read(ByteBuffer bytes);

  /**
   * Takes the stream's end, after which nothing is read.
   *
   * @return the event that the end completes, if the framing has such
   */
  List<StreamEvent> end();

  /** Null while more can be read. */
  @Nullable Fault fault();
}
