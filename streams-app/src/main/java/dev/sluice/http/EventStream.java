package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events without ever blocking: what a slow client has not taken waits here, not
 * yet as bytes. Any thread.
 */
final class EventStream implements WriteListener {
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  private final ServletOutputStream out;
  private final Later later;

  // Guarded by the request's own lock
  private final Deque<ObjectNode> events = new ArrayDeque<>();
  private boolean keepAlive;
  private boolean ending;
  private boolean unflushed;
  private boolean started;

  EventStream(ServletOutputStream out, Later later) {
    this.out = out;
    this.later = later;
  }

  /** To be called once, on the server's thread that handles the request. */
  void start() {
    out.setWriteListener(this);
  }

  void send(ObjectNode event) {
    later.use(
        () -> {
          events.add(event);
          write();
        });
  }

  /** Says that the stream is alive, if nothing else does. */
  void keepAlive() {
    later.use(
        () -> {
          keepAlive = events.isEmpty();
          write();
        });
  }

  /** Ends the request after what was sent so far. */
  void end() {
    later.use(
        () -> {
          ending = true;
          write();
        });
  }

  @Override
  public void onWritePossible() {
    later.use(
        () -> {
          started = true;
          write();
        });
  }

  @Override
  public void onError(Throwable gone) {
    later.end(() -> {});
  }

  private void write() {
    try {
      // a stream that is not ready calls again when it is
      while (started && out.isReady()) {
        byte[] next = next();
        if (next != null) {
          out.write(next);
          unflushed = true;
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else {
          if (ending) {
            later.end(() -> {});
          }
          return;
        }
      }
    } catch (IOException gone) {
      later.end(() -> {});
    }
  }

  private byte @Nullable [] next() {
    ObjectNode event = events.poll();
    if (event != null) {
      return bytes(event);
    }
    boolean alive = keepAlive;
    keepAlive = false;
    return alive ? KEEP_ALIVE : null;
  }

  private static byte[] bytes(ObjectNode event) {
    byte[] head =
        ("event: " + event.path("type").asText() + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    byte[] data = Json.bytes(event);
    byte[] frame = new byte[head.length + data.length + 2];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(data, 0, frame, head.length, data.length);
    frame[frame.length - 2] = '\n';
    frame[frame.length - 1] = '\n';
    return frame;
  }
}
