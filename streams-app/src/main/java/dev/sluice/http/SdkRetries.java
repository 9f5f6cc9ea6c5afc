package dev.sluice.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises the SDKs' own retries, which carry no idempotency key: they repeat the body, and count
 * in {@code x-stainless-retry-count}. Each retry is taken for the repetition of the submission of
 * the same body that was repeated least; what comes to another process is not recognised. Any
 * thread.
 */
final class SdkRetries {
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int MAX = 10_000;

  /** Of the same caller: SHA-256 in hex, so that no body is kept. */
  record Body(Caller caller, String sha256) {}

  private record Submission(String requestId, Instant at) {}

  // Guarded by this, in the order of the latest use
  private final Map<Body, Deque<Submission>> submissions = new LinkedHashMap<>(16, 0.75f, true);

  /** The request ID of what is repeated. */
  synchronized Optional<String> repeated(Body body, Instant now) {
    Deque<Submission> same = submissions.get(body);
    while (same != null && !same.isEmpty()) {
      Submission first = same.removeFirst();
      if (first.at().plus(WINDOW).isAfter(now)) {
        same.addLast(new Submission(first.requestId(), now));
        return Optional.of(first.requestId());
      }
    }
    return Optional.empty();
  }

  synchronized void submitted(Body body, String requestId, Instant now) {
    submissions
        .computeIfAbsent(body, first -> new ArrayDeque<>())
        .addLast(new Submission(requestId, now));
    Iterator<Deque<Submission>> eldest = submissions.values().iterator();
    while (eldest.hasNext()) {
      Deque<Submission> same = eldest.next();
      boolean old = same.isEmpty() || !same.getLast().at().plus(WINDOW).isAfter(now);
      if (!old && submissions.size() <= MAX) {
        break;
      }
      eldest.remove();
    }
  }
}
