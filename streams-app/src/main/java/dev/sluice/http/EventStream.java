package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.NonBlockingWriter;
import dev.sluice.http.openai.StreamEvent;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. What a slow client has not read waits here, within bounds: a
 * client beyond them is dropped, which ends its stream without a last event, so that it takes the
 * stream up again. Any thread.
 */
final class EventStream {
  private final AsyncResponse later;
  private final NonBlockingWriter out;
  private final StreamBuffers buffers;

  // Guarded by the request's own lock
  private final Deque<Piece> pieces = new ArrayDeque<>(2);

  /** Encoded when the client reads them: they repeat each other's texts. */
  private final Deque<StreamEvent> last = new ArrayDeque<>(1);

  private long waiting;
  private long waitingLive;
  private boolean keepAlive;
  private boolean ending;

  /** Events that are written at once. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Piece(byte[] bytes, boolean live) {}

  EventStream(ServletOutputStream out, AsyncResponse later, StreamBuffers buffers) {
    this.later = later;
    this.buffers = buffers;
    this.out = new NonBlockingWriter(out, later, this::next);
  }

  static void writeHeadTo(Context ctx) {
    ctx.status(200).contentType("text/event-stream; charset=utf-8");
    NonBlockingWriter.unbuffered(ctx);
  }

  /** Call it once. */
  void start() {
    later.atEnd(this::release);
    out.start();
  }

  /**
   * Sends events in one write.
   *
   * @param live whether they have just been made: a client that reads what was before them is not
   *     slow
   */
  void send(List<StreamEvent> events, boolean live) {
    later.use(
        () -> {
          if (ending || events.isEmpty()) {
            return;
          }
          byte[] bytes = EventFrames.of(events);
          if (!pieces.isEmpty()
              && !buffers.hasRoom(live ? waitingLive + bytes.length : 0, bytes.length)) {
            drop();
            return;
          }
          pieces.add(new Piece(bytes, live));
          take(bytes.length);
          waitingLive += live ? bytes.length : 0;
          out.write();
        });
  }

  /** Sends a keep-alive comment unless events are pending. */
  void keepAlive() {
    later.use(() -> keepAlive = pieces.isEmpty() && last.isEmpty());
    out.write();
  }

  /** Ends the request after the events so far and these. */
  void end(List<StreamEvent> events) {
    later.use(
        () -> {
          if (ending) {
            return;
          }
          long size = events.isEmpty() ? 0 : EventFrames.estimate(events.get(events.size() - 1));
          if (!pieces.isEmpty() && !buffers.hasRoom(0, size)) {
            drop();
            return;
          }
          ending = true;
          last.addAll(events);
          take(size);
          out.end();
        });
  }

  private void drop() {
    ending = true;
    pieces.clear();
    release();
    buffers.dropped();
    out.end();
  }

  private byte @Nullable [] next() {
    Piece piece = pieces.poll();
    if (piece != null) {
      waitingLive -= piece.live() ? piece.bytes().length : 0;
      give(piece.bytes().length);
      return piece.bytes();
    }
    StreamEvent event = last.poll();
    if (event != null) {
      if (last.isEmpty()) {
        give(waiting);
      }
      return EventFrames.of(List.of(event));
    }
    boolean alive = keepAlive && !ending;
    keepAlive = false;
    return alive ? EventFrames.KEEP_ALIVE : null;
  }

  private void take(long bytes) {
    waiting += bytes;
    buffers.taken(bytes);
  }

  private void give(long bytes) {
    waiting -= bytes;
    buffers.released(bytes);
  }

  private void release() {
    give(waiting);
  }
}
