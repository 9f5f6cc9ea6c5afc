package dev.sluice.topology;

import dev.sluice.admission.NewerFormatException;
import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.outage.Unquoted;
import dev.sluice.wire.BoundedMap;
import dev.sluice.wire.NewerRowException;
import dev.sluice.wire.RegistryAwayException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records and calls that could not be processed, and how often that was tried. Outlives stream
 * threads: each try ends one, and its transaction with it, so nothing of the try is kept. Any
 * thread.
 */
public final class PoisonPills {
  private static final Logger log = LoggerFactory.getLogger(PoisonPills.class);

  /** Retried because a transient failure may disappear with a new thread. */
  static final int TRIES = 3;

  private static final int KEPT = 1_000;

  private final Map<PoisonKey, Case> cases = new BoundedMap<>(KEPT);

  /**
   * @param tries how often the record was processed, or the call's step was taken, without success
   * @param failure the last one, in our own words: without any exception's message, which may quote
   *     the record
   */
  record Case(int tries, GatewayFailure.Internal failure) {
    boolean isGivenUp() {
      return tries >= TRIES;
    }

    /** Answering it has not been tried yet. */
    boolean isAnswered() {
      return tries == TRIES;
    }

    /** Not even a dead letter can be written. */
    boolean skipsDeadLetter() {
      return tries > TRIES + 1;
    }
  }

  /** Its earlier failures; null if there were none. */
  synchronized @Nullable Case find(PoisonKey suspect) {
    return cases.get(suspect);
  }

  boolean isGivenUp(PoisonKey suspect) {
    Case past = find(suspect);
    return past != null && past.isGivenUp();
  }

  /** Records a failure, unless it is one of Kafka or the registry. */
  synchronized void failed(PoisonKey suspect, Throwable thrown) {
    if (!isOfRecord(thrown)) {
      return;
    }
    Case before = cases.get(suspect);
    Case now = new Case(before == null ? 1 : before.tries() + 1, describe(thrown));
    cases.put(suspect, now);
    log.error(
        "{} could not be processed, try {} of {}",
        suspect,
        now.tries(),
        TRIES,
        Unquoted.of(thrown));
  }

  /** The class and the place of each cause, without its message. */
  private static GatewayFailure.Internal describe(Throwable thrown) {
    List<CauseFacts> causes =
        CauseFacts.chain(thrown).stream()
            .map(cause -> new CauseFacts(cause.className(), null, cause.stack()))
            .toList();
    FailureFacts facts =
        FailureFacts.of(
            FailureType.INTERNAL,
            "the gateway could not process this because of a bug: "
                + thrown.getClass().getSimpleName());
    return new GatewayFailure.Internal(facts.withCauses(causes));
  }

  /** A row of a newer release is intact: wait for that release, don't give up. */
  static boolean isOfNewerRelease(Throwable thrown) {
    return thrown instanceof NewerRowException || thrown instanceof NewerFormatException;
  }

  /**
   * Kafka's exceptions concern the cluster, the disk or a migration, and pass. Those that wrap a
   * bug in a serializer or in our code, or report a record that no topic takes, don't.
   */
  private static boolean isOfRecord(Throwable thrown) {
    boolean ofKafka = false;
    boolean ofRecord = false;
    Throwable link = thrown;
    for (int depth = 0; link != null && depth < CauseFacts.MAX_LINKS; depth++) {
      if (link instanceof RegistryAwayException || isOfNewerRelease(link)) {
        return false;
      }
      ofKafka |= link instanceof KafkaException;
      ofRecord |=
          link instanceof SerializationException
              || link instanceof RecordTooLargeException
              || link instanceof StackOverflowError
              || (link instanceof RuntimeException && !(link instanceof KafkaException));
      link = link.getCause();
    }
    return ofRecord || !ofKafka;
  }
}
