package dev.sluice.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One answer, written a token at a time at a steady pace, whatever becomes of those before it. What
 * its reader does not take in time delays the tokens after it. One step at a time, on the clock's
 * thread or the server's.
 */
final class PacedStream {
  /** Tokens of all streams are sent at the same moments, for which one thread wakes up once. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Script script;
  private final ScheduledExecutorService clock;
  private final Response response;
  private final Callback callback;
  private final long startNanos = System.nanoTime();
  private int sent;

  PacedStream(Script script, ScheduledExecutorService clock, Response response, Callback callback) {
    this.script = script;
    this.clock = clock;
    this.response = response;
    this.callback = callback;
  }

  /** Its first chunk goes at once. */
  void start() {
    response.setStatus(200);
    response.getHeaders().put("Content-Type", Answers.contentType(script));
    response.write(false, Answers.of(script), Callback.from(this::await, callback::failed));
  }

  private void await() {
    long dueNanos = startNanos + script.delay().toNanos() + sent * script.pace().every().toNanos();
    long tick = (dueNanos + TICK_NANOS - 1) / TICK_NANOS * TICK_NANOS;
    var unused = clock.schedule(this::go, tick - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void go() {
    if (sent == script.pace().tokens()) {
      response.write(true, bytes(Answers.streamEnd(sent)), callback);
      return;
    }
    sent++;
    response.write(
        false,
        bytes(Answers.chunk(TimedToken.text(System.nanoTime()))),
        Callback.from(this::await, callback::failed));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
