package dev.sluice.wire;

import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry, and again while it is away: it can't be reached, fails, or refuses
 * Sluice's credentials. What it says itself is an answer and goes to the caller. Blocks the calling
 * thread; any thread.
 */
final class RegistryRetry {
  private static final Logger log = LoggerFactory.getLogger(RegistryRetry.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));

  /** A proxy may reply in place of a registry that has been started with it. */
  private static final Duration FOREIGN = Duration.ofSeconds(5);

  interface Question<T> {
    T ask() throws IOException, RestClientException;
  }

  interface Pause {
    void pause(long millis) throws InterruptedException;
  }

  private final Duration wait;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final LogLimiter lines = new LogLimiter();

  RegistryRetry(Duration wait) {
    this(wait, System::nanoTime, Thread::sleep);
  }

  RegistryRetry(Duration wait, LongSupplier nanoTime, Pause pause) {
    this.wait = wait;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /** The longest wait. */
  Duration longest() {
    return wait;
  }

  /**
   * @param what the question, for the log
   * @throws RestClientException the registry's negative answer
   * @throws IOException if the registry holds a schema that is not an Avro schema
   * @throws RegistryAwayException after the wait, or when the thread is interrupted
   */
  <T> T ask(String what, Question<T> question) throws IOException, RestClientException {
    return ask(what, question, Duration.ZERO);
  }

  /**
   * As {@link #ask(String, Question)}, for what should be there: a registry that has just started
   * knows nothing yet, and a follower lags behind its leader.
   *
   * @param grace how long the registry must keep saying that it isn't there
   */
  <T> T ask(String what, Question<T> question, Duration grace)
      throws IOException, RestClientException {
    return ask(what, question, grace, wait);
  }

  /**
   * As {@link #ask(String, Question)}, for the first question of a process: if no registry seems to
   * listen at the URL, it is not worth the whole wait.
   */
  <T> T askFirst(String what, Question<T> question) throws IOException, RestClientException {
    return ask(what, question, Duration.ZERO, FOREIGN.compareTo(wait) < 0 ? FOREIGN : wait);
  }

  private <T> T ask(String what, Question<T> question, Duration grace, Duration foreign)
      throws IOException, RestClientException {
    long start = nanoTime.getAsLong();
    for (int failures = 1; ; failures++) {
      long pauseMs = PAUSES.pause(failures).toMillis();
      Exception away;
      Duration longest = wait;
      try {
        return question.ask();
      } catch (RestClientException reply) {
        if (RegistryReplies.isAnswer(reply)) {
          longest = RegistryReplies.isMissing(reply) ? grace : Duration.ZERO;
        }
        away = reply;
      } catch (IOException failed) {
        if (RegistryReplies.isNoAvroSchema(failed)) {
          throw failed;
        }
        away = failed;
      }
      if (RegistryReplies.isForeign(away)) {
        longest = foreign;
      }
      long now = nanoTime.getAsLong();
      if (now - start + Duration.ofMillis(pauseMs).toNanos() > longest.toNanos()) {
        if (away instanceof RestClientException reply && RegistryReplies.isAnswer(reply)) {
          throw reply;
        }
        throw away(what, away);
      }
      lines.warn(
          log,
          "registry",
          TimeUnit.NANOSECONDS.toMillis(now),
          "waiting for the schema registry, for " + what + ": " + RegistryReplies.reason(away));
      pause(pauseMs, what);
    }
  }

  private RegistryAwayException away(String what, Exception away) {
    return new RegistryAwayException(
        "the schema registry was away for "
            + wait
            + ", asked for "
            + what
            + ": "
            + RegistryReplies.reason(away),
        away);
  }

  private void pause(long millis, String what) {
    try {
      pause.pause(millis);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryAwayException("interrupted while waiting for " + what, stopping);
    }
  }
}
