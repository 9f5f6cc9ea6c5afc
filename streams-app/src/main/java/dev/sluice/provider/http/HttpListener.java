package dev.sluice.provider.http;

import dev.sluice.provider.stream.StreamEnd;
import dev.sluice.provider.stream.StreamedReply;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Collects one response, or reads it as a stream, and reports once how the exchange ended. The
 * client calls it on the threads that read for all exchanges, one event after the other; what may
 * take long is done on others.
 */
final class HttpListener implements Response.Listener {
  /** So much is decoded in a fraction of a millisecond. */
  static final int MOST_BYTES_WHILE_READING = 16 * 1024;

  private final int maxBodyBytes;
  private final Executor threads;
  private final Scheduler timers;
  private final PacedReads paced;
  private final HttpReceiver receiver;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Map<String, List<String>> headers = Map.of();
  private @Nullable StreamBody stream;
  private volatile boolean aborted;
  private volatile boolean tooLarge;
  private volatile boolean complete;
  private volatile boolean requestBegun;
  private volatile boolean begun;

  /**
   * @param threads take large responses
   */
  HttpListener(
      int maxBodyBytes,
      Executor threads,
      Scheduler timers,
      PacedReads paced,
      HttpReceiver receiver) {
    this.maxBodyBytes = maxBodyBytes;
    this.threads = threads;
    this.timers = timers;
    this.paced = paced;
    this.receiver = receiver;
  }

  void abort(Request request) {
    aborted = true;
    var unused = request.abort(new InterruptedExchangeException("aborted"));
  }

  /** There is a connection to send the request over. */
  void requestBegun() {
    requestBegun = true;
  }

  /** Before anything of a response has come. */
  void end(HttpResult end) {
    end(0, () -> end);
  }

  private void end(int size, Supplier<HttpResult> end) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    if (size <= MOST_BYTES_WHILE_READING) {
      receiver.ended(end.get());
      return;
    }
    try {
      threads.execute(() -> receiver.ended(end.get()));
    } catch (RejectedExecutionException stopped) {
      receiver.ended(end.get());
    }
  }

  @Override
  public void onHeaders(Response response) {
    begun = true;
    headers = headers(response);
    StreamedReply streamed = receiver.streamed(response.getStatus(), headers, maxBodyBytes);
    stream = streamed == null ? null : new StreamBody(streamed, response, timers);
  }

  @Override
  public void onContentSource(Response response, Content.Source source) {
    StreamBody streamed = stream;
    if (streamed == null) {
      Response.Listener.super.onContentSource(response, source);
    } else {
      streamed.read(response, source, paced);
    }
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    if (tooLarge) {
      return;
    }
    byte[] bytes = new byte[Math.min(content.remaining(), maxBodyBytes - body.size())];
    tooLarge = bytes.length < content.remaining();
    content.get(bytes);
    body.write(bytes, 0, bytes.length);
    if (tooLarge) {
      var unused = response.abort(new InterruptedExchangeException("too large"));
    }
  }

  @Override
  public void onSuccess(Response response) {
    complete = true;
  }

  @Override
  public void onComplete(Result result) {
    int status = result.getResponse().getStatus();
    Throwable failure = result.getFailure();
    StreamBody streamed = stream;
    if (streamed != null) {
      streamed.closed();
      end(
          streamed.size(),
          () -> streamed.result(status, headers, otherwise(failure), cause(failure)));
    } else {
      end(body.size(), () -> collected(status, failure));
    }
  }

  private StreamEnd otherwise(@Nullable Throwable failure) {
    if (aborted) {
      return StreamEnd.ABORTED;
    }
    return failure instanceof TimeoutException ? StreamEnd.TIMED_OUT : StreamEnd.BROKE_OFF;
  }

  /** Null where the response ended as HTTP has it. */
  private @Nullable Throwable cause(@Nullable Throwable failure) {
    return complete ? null : failure;
  }

  private HttpResult collected(int status, Throwable failure) {
    ByteBuffer content = ByteBuffer.wrap(body.toByteArray());
    // a server may answer, for example with 413, before it has received the whole request
    if (complete && !tooLarge) {
      return new HttpResult.Replied(status, headers, content);
    }
    if (tooLarge) {
      return new HttpResult.TooLarge(status, headers, content);
    }
    if (aborted) {
      return new HttpResult.Aborted();
    }
    if (failure instanceof TimeoutException) {
      return new HttpResult.TimedOut();
    }
    return begun
        ? new HttpResult.BrokenOff(status, headers, content, failure)
        : new HttpResult.Broken(failure, requestBegun);
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new HashMap<>();
    response
        .getHeaders()
        .forEach(
            field ->
                headers
                    .computeIfAbsent(
                        field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue()));
    return headers;
  }
}
