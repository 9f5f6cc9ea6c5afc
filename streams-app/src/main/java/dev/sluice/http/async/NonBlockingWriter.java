package dev.sluice.http.async;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer piece by piece without blocking: takes the next piece when the client has read
 * the previous one. Any thread.
 */
public final class NonBlockingWriter implements WriteListener {

  /** The source of the pieces. Called under the request's own lock. */
  public interface Source {

    /** Null if there is none now. */
    byte @Nullable [] next();
  }

  private final ServletOutputStream out;
  private final AsyncResponse later;
  private final Source source;

  // Guarded by the request's own lock
  private boolean ending;
  private boolean unflushed;
  private boolean started;

  public NonBlockingWriter(ServletOutputStream out, AsyncResponse later, Source source) {
    this.out = out;
    this.later = later;
    this.source = source;
  }

  /** Has proxies pass each piece on at once. */
  public static void unbuffered(Context ctx) {
    ctx.header("Cache-Control", "no-cache").header("X-Accel-Buffering", "no");
  }

  /** Call it once, when status and headers are set. */
  public void start() {
    later.use(() -> out.setWriteListener(this));
  }

  /** The source has more. */
  public void write() {
    later.use(this::flow);
  }

  /** Ends the request after what the source still has. */
  public void end() {
    later.use(
        () -> {
          ending = true;
          flow();
        });
  }

  @Override
  public void onWritePossible() {
    later.use(
        () -> {
          started = true;
          flow();
        });
  }

  @Override
  public void onError(Throwable gone) {
    later.end(() -> {});
  }

  private void flow() {
    try {
      // a stream that is not ready calls again when it is
      while (started && out.isReady()) {
        byte[] next = source.next();
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
}
