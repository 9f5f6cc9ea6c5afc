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
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response that is a stream. Closes the connection when nothing has come for too
 * long, and when nothing more can be read. The client calls it for one event after the other.
 */
final class StreamBody {
  /** Most servers tell the usage after all else, and some leave the connection open. */
  private static final Duration AFTER_ALL = Duration.ofSeconds(5);

  private final StreamedReply reply;
  private final CyclicTimeout silence;
  private volatile boolean stalled;

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

  void content(Response response, ByteBuffer content) {
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
