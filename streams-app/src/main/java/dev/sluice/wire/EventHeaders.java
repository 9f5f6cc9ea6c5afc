package dev.sluice.wire;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The headers of every event, so that a consumer can route it without decoding it. */
public final class EventHeaders {
  /** The W3C trace context of the request. */
  public static final String TRACEPARENT = "traceparent";

  public static final String REQUEST_ID = "request_id";
  public static final String POLLING_ID = "polling_id";

  /** Marks a record on the requests topic that has no value and only carries a time. */
  public static final String TICK = "sluice-tick";

  /** On requests: the signature of key and value; see {@link RequestSignatures}. */
  public static final String SIGNATURE = "sluice-signature";

  /** The longest trace context that is passed on, in bytes; version 00 takes 55. */
  private static final int MAX_TRACEPARENT = 256;

  /** On requests, commands and policies that came from another partition: {@link ReroutedFrom}. */
  public static final String REROUTED_FROM = "sluice-rerouted-from";

  private EventHeaders() {}

  public static Headers tick() {
    return new RecordHeaders().add(TICK, new byte[0]);
  }

  public static boolean isTick(Headers headers) {
    return headers.lastHeader(TICK) != null;
  }

  public static Headers of(
      @Nullable String traceparent, @Nullable String requestId, @Nullable String pollingId) {
    Headers headers = new RecordHeaders();
    add(headers, TRACEPARENT, traceparent);
    add(headers, REQUEST_ID, requestId);
    add(headers, POLLING_ID, pollingId);
    return headers;
  }

  /** The trace context; null where there is none, or one that is too long to be any. */
  public static @Nullable String traceparent(Headers headers) {
    String text = text(headers, TRACEPARENT);
    return text == null || text.length() > MAX_TRACEPARENT ? null : text;
  }

  /** The last header of that name as text; null if there is none. */
  public static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static void add(Headers headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
