package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.NonBlockingWriter;
import dev.sluice.http.openai.StreamEvent;
import dev.sluice.json.Json;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. Events that a slow client has not read wait here, before their
 * encoding. Any thread.
 */
final class EventStream {
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final AsyncResponse later;
  private final NonBlockingWriter out;

  // Guarded by the request's own lock
  private final Deque<StreamEvent> events = new ArrayDeque<>();
  private boolean keepAlive;

  EventStream(ServletOutputStream out, AsyncResponse later) {
    this.later = later;
    this.out = new NonBlockingWriter(out, later, this::next);
  }

  static void writeHeadTo(Context ctx) {
    ctx.status(200).contentType("text/event-stream; charset=utf-8");
    NonBlockingWriter.unbuffered(ctx);
  }

  /** Call it once. */
  void start() {
    out.start();
  }

  void send(StreamEvent event) {
    later.use(() -> events.add(event));
    out.write();
  }

  /** Sends a keep-alive comment unless events are pending. */
  void keepAlive() {
    later.use(() -> keepAlive = events.isEmpty());
    out.write();
  }

  /** Ends the request after the events so far. */
  void end() {
    out.end();
  }

  private byte @Nullable [] next() {
    StreamEvent event = events.poll();
    if (event != null) {
      return bytes(event);
    }
    boolean alive = keepAlive;
    keepAlive = false;
    return alive ? KEEP_ALIVE : null;
  }

  private static byte[] bytes(StreamEvent event) {
    String name = event.name() == null ? "" : "event: " + event.name() + "\n";
    byte[] head = (name + "data: ").getBytes(StandardCharsets.UTF_8);
    byte[] data = event.data() == null ? DONE : Json.bytes(event.data());
    byte[] frame = new byte[head.length + data.length + 2];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(data, 0, frame, head.length, data.length);
    frame[frame.length - 2] = '\n';
    frame[frame.length - 1] = '\n';
    return frame;
  }
}
