package dev.sluice.provider.http;

import dev.sluice.failure.Failure;
import dev.sluice.provider.stream.StreamEnd;
import dev.sluice.provider.stream.StreamedPart;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an HTTP exchange ended. */
public sealed interface HttpResult {

  /** A complete response; header names in lower case. */
  record Replied(int status, Map<String, List<String>> headers, ByteBuffer body)
      implements HttpResult {}

  /** The response's body exceeded the cap; {@code begin} is what arrived up to it. */
  record TooLarge(int status, Map<String, List<String>> headers, ByteBuffer begin)
      implements HttpResult {}

  /**
   * A response that was read as a stream.
   *
   * @param part what has come, which is all if {@code end} says so
   * @param cause what broke the connection, or went wrong here; null if nothing did
   */
  record Streamed(
      int status,
      Map<String, List<String>> headers,
      StreamedPart part,
      StreamEnd end,
      @Nullable Throwable cause)
      implements HttpResult {}

  /** Nothing was sent: there was no credential to send it with. */
  record Unauthorized(Failure failure) implements HttpResult {}

  record TimedOut() implements HttpResult {}

  record Aborted() implements HttpResult {}

  /**
   * The connection could not be made, or broke before anything of the response had come.
   *
   * @param begun whether there was a connection, so that something of the request may have been
   *     sent
   */
  record Broken(Throwable cause, boolean begun) implements HttpResult {}

  /**
   * The connection broke after the response had begun; {@code begin} is what arrived of its body.
   */
  record BrokenOff(int status, Map<String, List<String>> headers, ByteBuffer begin, Throwable cause)
      implements HttpResult {}
}
