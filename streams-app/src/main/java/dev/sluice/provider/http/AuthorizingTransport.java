package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.failure.FailureException;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.stream.StreamedReply;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests once they are authorized, within their timeouts, and redacts from the replies what
 * authorized them. Holds no thread while it waits. Any thread.
 */
public final class AuthorizingTransport implements HttpTransport {
  private final HttpTransport transport;
  private final Authorizer authorizer;
  private volatile @Nullable Redaction latest;

  private record Redaction(Set<String> secrets, SecretRedactor redactor) {}

  public AuthorizingTransport(HttpTransport transport, Authorizer authorizer) {
    this.transport = transport;
    this.authorizer = authorizer;
  }

  @Override
  public Exchange send(
      String provider,
      URI uri,
      HttpCall call,
      Map<String, String> headers,
      Duration timeout,
      HttpReceiver receiver) {
    long startedAt = System.nanoTime();
    CompletableFuture<Authorizer.Authorization> authorization = authorizer.authorize(call, uri);
    CompletableFuture<Exchange> sent = new CompletableFuture<>();
    CompletableFuture<Authorizer.Authorization> unused =
        authorization
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (granted, thrown) -> {
                  if (granted == null) {
                    receiver.ended(unauthorized(thrown));
                    return;
                  }
                  Duration left = timeout.minusNanos(System.nanoTime() - startedAt);
                  sent.complete(
                      transport.send(
                          provider,
                          uri,
                          call,
                          with(headers, granted.headers()),
                          left.compareTo(Duration.ZERO) > 0 ? left : Duration.ofNanos(1),
                          new Redacting(receiver, granted)));
                });
    return () -> {
      if (!authorization.cancel(false)) {
        CompletableFuture<Void> unusedToo = sent.thenAccept(Exchange::abort);
      }
    };
  }

  private final class Redacting implements HttpReceiver {
    private final HttpReceiver receiver;
    private final Authorizer.Authorization granted;

    Redacting(HttpReceiver receiver, Authorizer.Authorization granted) {
      this.receiver = receiver;
      this.granted = granted;
    }

    @Override
    public void ended(HttpResult end) {
      receiver.ended(redacted(end, granted));
    }

    @Override
    public @Nullable StreamedReply streamed(
        int status, Map<String, List<String>> headers, int maxBytes) {
      StreamedReply reply = receiver.streamed(status, headers, maxBytes);
      if (reply != null && !granted.secrets().isEmpty()) {
        SecretWindow.mask(reply, redactor(granted.secrets()));
      }
      return reply;
    }
  }

  private static HttpResult unauthorized(@Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
    if (cause instanceof FailureException failure) {
      return new HttpResult.Unauthorized(failure.failure());
    }
    if (cause instanceof TimeoutException) {
      return new HttpResult.TimedOut();
    }
    return cause == null || cause instanceof CancellationException
        ? new HttpResult.Aborted()
        : new HttpResult.Broken(cause, false);
  }

  /** The operator's headers, which are among the given, take precedence. */
  private static Map<String, String> with(
      Map<String, String> headers, Map<String, String> authorization) {
    Map<String, String> both = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    both.putAll(authorization);
    both.putAll(headers);
    return both;
  }

  private HttpResult redacted(HttpResult end, Authorizer.Authorization granted) {
    if (granted.secrets().isEmpty()) {
      return end;
    }
    SecretRedactor redactor = redactor(granted.secrets());
    if (end instanceof HttpResult.Replied replied) {
      return new HttpResult.Replied(
          replied.status(), redactor.in(replied.headers()), redacted(replied.body(), redactor));
    }
    if (end instanceof HttpResult.TooLarge large) {
      return new HttpResult.TooLarge(
          large.status(), redactor.in(large.headers()), redacted(large.begin(), redactor));
    }
    if (end instanceof HttpResult.Streamed streamed) {
      return new HttpResult.Streamed(
          streamed.status(),
          redactor.in(streamed.headers()),
          streamed.part().with(redactor::in),
          streamed.end(),
          streamed.cause());
    }
    if (end instanceof HttpResult.BrokenOff broken) {
      Map<String, List<String>> headers = redactor.in(broken.headers());
      return new HttpResult.BrokenOff(
          broken.status(), headers, redacted(broken.begin(), redactor), broken.cause());
    }
    return end;
  }

  /** A token serves many requests. */
  private SecretRedactor redactor(Set<String> secrets) {
    Redaction known = latest;
    if (known == null || !known.secrets().equals(secrets)) {
      known = new Redaction(secrets, SecretRedactor.of(secrets));
      latest = known;
    }
    return known.redactor();
  }

  private static ByteBuffer redacted(ByteBuffer body, SecretRedactor redactor) {
    String text = UTF_8.decode(body.duplicate()).toString();
    String redacted = redactor.in(text);
    return redacted.equals(text) ? body : UTF_8.encode(redacted);
  }
}
