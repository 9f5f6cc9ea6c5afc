package dev.sluice.provider.http;

import dev.sluice.provider.stream.StreamEnd;
import dev.sluice.provider.stream.StreamedPart;
import dev.sluice.provider.stream.StreamedReply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response that is a stream. Closes the connection when nothing has come for too
 * long, and when nothing more can be read. The client calls it for one event after the other.
 */
final class StreamBody {
  /** Most servers tell the usage after all else, and some leave the connection open. */
  private static final Duration AFTER_ALL = Duration.ofSeconds(5);

  /** So often what comes is read at once: a short answer is not held up. */
  private static final int UNPACED = 8;

  private final StreamedReply reply;
  private final CyclicTimeout silence;
  private volatile boolean stalled;
  private int reads;

  StreamBody(StreamedReply reply, Response response, Scheduler scheduler) {
    this.reply = reply;
    this.silence =
        new CyclicTimeout(scheduler) {
          @Override
          public void onTimeoutExpired() {
            stalled = true;
            var unused = response.abort(new InterruptedExchangeException("nothing comes"));
          }
        };
  }

  /** Reads all there is, and has itself called again for what comes. */
  void read(Response response, Content.Source source, PacedReads paced) {
    try {
      Content.Chunk chunk = source.read();
      while (chunk != null) {
        if (Content.Chunk.isFailure(chunk)) {
          var unused = response.abort(chunk.getFailure());
          return;
        }
        if (chunk.hasRemaining()) {
          content(response, chunk.getByteBuffer());
        }
        boolean last = chunk.isLast();
        chunk.release();
        if (last) {
          return;
        }
        chunk = source.read();
      }
    } catch (RuntimeException | Error thrown) {
      var unused = response.abort(thrown);
      source.fail(thrown);
      return;
    }
    Runnable next =
        Invocable.from(InvocationType.NON_BLOCKING, () -> read(response, source, paced));
    reads++;
    if (reads <= UNPACED || reply.isOver()) {
      source.demand(next);
    } else {
      paced.later(() -> readOn(response, source, next));
    }
  }

  /** Never throws: other exchanges read on the same thread after this one. */
  private static void readOn(Response response, Content.Source source, Runnable next) {
    try {
      source.demand(next);
    } catch (RuntimeException thrown) {
      var unused = response.abort(thrown);
    }
  }

  private void content(Response response, ByteBuffer content) {
    if (reply.isFaulty()) {
      return;
    }
    reply.read(content);
    if (reply.isFaulty()) {
      var unused = response.abort(new InterruptedExchangeException("can't be read"));
    } else {
      Duration idle = reply.idleTimeout();
      boolean soon = reply.isOver() && idle.compareTo(AFTER_ALL) > 0;
      silence.schedule((soon ? AFTER_ALL : idle).toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Once, when the exchange is over. */
  void closed() {
    silence.destroy();
    reply.end();
  }

  /** A measure of the work that is left to do. */
  int size() {
    return reply.size();
  }

  /**
   * After the end.
   *
   * @param otherwise what ended the exchange if the stream itself did not
   * @param cause what broke the connection; null if nothing did
   */
  HttpResult.Streamed result(
      int status,
      Map<String, List<String>> headers,
      StreamEnd otherwise,
      @Nullable Throwable cause) {
    boolean wasSilent = otherwise == StreamEnd.BROKE_OFF && stalled;
    StreamedPart part = reply.part();
    StreamEnd end = reply.ended(wasSilent ? StreamEnd.STALLED : otherwise);
    Throwable unforeseen = reply.unforeseen();
    return new HttpResult.Streamed(
        status, headers, part, end, unforeseen == null ? cause : unforeseen);
  }
}
