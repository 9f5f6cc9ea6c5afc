package dev.sluice.provider.http;

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
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/**
 * Collects one response and reports once how the exchange ended. The client calls it on the threads
 * that read for all exchanges, one event after the other; what may take long is done on others.
 */
final class HttpListener implements Response.Listener {
  /** So much is decoded in a fraction of a millisecond. */
  static final int MOST_BYTES_WHILE_READING = 16 * 1024;

  private final int maxBodyBytes;
  private final Executor threads;
  private final Consumer<HttpResult> onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile boolean aborted;
  private volatile boolean tooLarge;
  private volatile boolean complete;
  private volatile boolean requestBegun;
  private volatile boolean begun;

  /**
   * @param threads take large responses
   */
  HttpListener(int maxBodyBytes, Executor threads, Consumer<HttpResult> onEnd) {
    this.maxBodyBytes = maxBodyBytes;
    this.threads = threads;
    this.onEnd = onEnd;
  }

  void abort(Request request) {
    aborted = true;
    var unused = request.abort(new InterruptedExchangeException("aborted"));
  }

  /** There is a connection to send the request over. */
  void requestBegun() {
    requestBegun = true;
  }

  void end(HttpResult end) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    if (body.size() <= MOST_BYTES_WHILE_READING) {
      onEnd.accept(end);
      return;
    }
    try {
      threads.execute(() -> onEnd.accept(end));
    } catch (RejectedExecutionException stopped) {
      onEnd.accept(end);
    }
  }

  @Override
  public void onHeaders(Response response) {
    begun = true;
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
    Response response = result.getResponse();
    // a server may answer, for example with 413, before it has received the whole request
    if (complete && !tooLarge) {
      end(
          new HttpResult.Replied(
              response.getStatus(), headers(response), ByteBuffer.wrap(body.toByteArray())));
    } else if (tooLarge) {
      end(
          new HttpResult.TooLarge(
              response.getStatus(), headers(response), ByteBuffer.wrap(body.toByteArray())));
    } else if (aborted) {
      end(new HttpResult.Aborted());
    } else if (result.getFailure() instanceof TimeoutException) {
      end(new HttpResult.TimedOut());
    } else if (begun) {
      end(
          new HttpResult.BrokenOff(
              response.getStatus(),
              headers(response),
              ByteBuffer.wrap(body.toByteArray()),
              result.getFailure()));
    } else {
      end(new HttpResult.Broken(result.getFailure(), requestBegun));
    }
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

  /** Why we ended an exchange; never thrown. */
  private static final class InterruptedExchangeException extends Exception {
    InterruptedExchangeException(String message) {
      super(message, null, false, false);
    }
  }
}
