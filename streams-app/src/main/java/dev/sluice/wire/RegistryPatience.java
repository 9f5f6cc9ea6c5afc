package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry, and again while it is away: it can't be reached, fails, or refuses
 * Sluice's credentials, all of which an operator mends. What it says itself about a schema is an
 * answer and goes to the caller at once. Blocks the calling thread; any thread.
 */
final class RegistryPatience {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryPatience.class);
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 500;
  private static final long WARN_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

  /** A 404 without one of the registry's own codes comes from a proxy or a wrong URL. */
  private static final Set<Integer> NO_SUCH_THING = Set.of(40401, 40402, 40403, 40408);

  private static final Set<Integer> OTHER_ANSWERS = Set.of(409, 422);

  interface Question<T> {
    T ask() throws IOException, RestClientException;
  }

  interface Pause {
    void pause(long millis) throws InterruptedException;
  }

  private final Duration wait;
  private final LongSupplier nanoTime;
  private final Pause pause;

  RegistryPatience(Duration wait) {
    this(wait, System::nanoTime, Thread::sleep);
  }

  RegistryPatience(Duration wait, LongSupplier nanoTime, Pause pause) {
    this.wait = wait;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * @param what what is asked for, for the log
   * @throws RestClientException what the registry answers instead
   * @throws IOException if the registry holds a schema that is no Avro schema
   * @throws RegistryAwayException after the wait, or when the thread is interrupted
   */
  <T> T ask(String what, Question<T> question) throws IOException, RestClientException {
    long start = nanoTime.getAsLong();
    long nextWarning = start;
    long pauseMs = FIRST_PAUSE_MS;
    while (true) {
      Exception away;
      try {
        return question.ask();
      } catch (RestClientException answer) {
        if (isAnswer(answer)) {
          throw answer;
        }
        away = answer;
      } catch (IOException failed) {
        if (isNoAvroSchema(failed)) {
          throw failed;
        }
        away = failed;
      }
      long now = nanoTime.getAsLong();
      if (now - nextWarning >= 0) {
        LOG.warn("waiting for the schema registry, asked for {}: {}", what, reason(away));
        nextWarning = now + WARN_EVERY_NANOS;
      }
      if (now - start + Duration.ofMillis(pauseMs).toNanos() > wait.toNanos()) {
        throw new RegistryAwayException(
            "the schema registry was away for "
                + wait
                + ", asked for "
                + what
                + ": "
                + reason(away),
            away);
      }
      pause(pauseMs, what);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  private void pause(long millis, String what) {
    try {
      pause.pause(millis);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryAwayException("interrupted while waiting for " + what, stopping);
    }
  }

  private static boolean isAnswer(RestClientException answer) {
    return answer.getStatus() == 404
        ? NO_SUCH_THING.contains(answer.getErrorCode())
        : OTHER_ANSWERS.contains(answer.getStatus());
  }

  /** How Confluent's client tells of a JSON schema, a Protobuf schema or a damaged one. */
  private static boolean isNoAvroSchema(IOException failed) {
    return failed.getClass() == IOException.class
        && failed.getMessage() != null
        && failed.getMessage().startsWith("Invalid schema ");
  }

  private static String reason(Exception away) {
    return away instanceof RestClientException refused
        ? "HTTP status " + refused.getStatus()
        : away.getClass().getSimpleName() + ": " + away.getMessage();
  }
}
