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
 * Recognizes the SDKs' own retries, which carry no idempotency key: they repeat the body, and count
 * in {@code x-stainless-retry-count}. Among submissions of the same body, the n-th retry belongs to
 * the one that was repeated n-1 times, or nearest to it since retries get lost too; to the newest
 * of these, since retries come within seconds, and earlier ones may have been answered. Does not
 * recognize a retry that reaches another process. Any thread.
 */
final class SdkRetries {
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int MAX = 10_000;
  private static final int MAX_OF_A_BODY = 100;

  /** A body of one principal: SHA-256 in hex, so that no body is kept. */
  record Body(Principal caller, String sha256) {}

  private static final class Submission {
    final String requestId;
    Instant at;
    int repetitions;

    Submission(String requestId, Instant at) {
      this.requestId = requestId;
      this.at = at;
    }

    boolean isOld(Instant now) {
      return !at.plus(WINDOW).isAfter(now);
    }
  }

  // Guarded by this, in the order of the latest use; for a body, the oldest submission first
  private final Map<Body, Deque<Submission>> submissions = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The request ID of the repeated request.
   *
   * @param retry its number, from 1
   */
  synchronized Optional<String> repeated(Body body, int retry, Instant now) {
    Deque<Submission> same = submissions.get(body);
    if (same == null) {
      return Optional.empty();
    }
    same.removeIf(each -> each.isOld(now));
    Submission repeated = null;
    for (Submission each : same) {
      if (each.repetitions < retry
          && (repeated == null || each.repetitions >= repeated.repetitions)) {
        repeated = each;
      }
    }
    if (repeated == null) {
      return Optional.empty();
    }
    repeated.repetitions++;
    repeated.at = now;
    return Optional.of(repeated.requestId);
  }

  synchronized void submitted(Body body, String requestId, Instant now) {
    Deque<Submission> same = submissions.computeIfAbsent(body, first -> new ArrayDeque<>());
    same.removeIf(each -> each.isOld(now));
    if (same.size() == MAX_OF_A_BODY) {
      same.removeFirst();
    }
    same.addLast(new Submission(requestId, now));
    Iterator<Deque<Submission>> eldest = submissions.values().iterator();
    while (eldest.hasNext()) {
      boolean old = eldest.next().stream().allMatch(each -> each.isOld(now));
      if (!old && submissions.size() <= MAX) {
        break;
      }
      eldest.remove();
    }
  }
}
