package dev.sluice.access;

import dev.sluice.access.KafkaFault.Away;
import dev.sluice.access.KafkaFault.Kind;
import dev.sluice.access.KafkaFault.Refused;
import dev.sluice.access.KafkaFault.Unforeseen;
import dev.sluice.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception why a Kafka client was refused, by its whole chain of causes: Kafka's
 * clients and Kafka Streams wrap what a broker said. Pure.
 *
 * @param kafka the clients' settings, by which those that a client can't use are named
 * @param rights of the role that the process plays
 */
public record KafkaFaults(Map<String, String> kafka, List<Right> rights) {
  private static final int MOST_LINKS = 16;
  private static final String UNRESOLVED = "No resolvable bootstrap urls";

  /** The producer expects it of records, and not of the offsets that it commits. */
  private static final String OF_A_TRANSACTION =
      "TxnOffsetCommitResponse: Topic authorization failed.";

  public KafkaFaults {
    kafka = Map.copyOf(kafka);
    rights = List.copyOf(rights);
  }

  public static KafkaFaults of(Settings settings, Role role) {
    return new KafkaFaults(settings.kafka().properties(), new Rights(settings).of(role));
  }

  public KafkaFault of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    KafkaFault refused =
        first(
            chain,
            List.of(
                this::authentication,
                this::authorization,
                KafkaFaults::replication,
                KafkaFaults::instance));
    if (refused != null) {
      return refused;
    }
    if (chain.stream().anyMatch(KafkaFaults::mayHeal)) {
      return new Away(words(chain));
    }
    return isOfSettings(chain)
        ? new Refused(Kind.SETTINGS, new SettingFaults(kafka).line(chain))
        : new Unforeseen(words(chain));
  }

  /** Whether the client itself has ended: it will answer nothing any more. */
  public static boolean isEnded(Throwable thrown) {
    return chain(thrown).stream()
        .map(link -> String.valueOf(link.getMessage()))
        .anyMatch(
            message ->
                message.contains("AdminClient is closing")
                    || message.contains("AdminClient thread has exited"));
  }

  private @Nullable KafkaFault authentication(Throwable link) {
    return link instanceof AuthenticationException refused
        ? new Refused(Kind.AUTHENTICATION, new LoginFaults(kafka).line(refused))
        : null;
  }

  private @Nullable KafkaFault authorization(Throwable link) {
    AuthorizationException refused = null;
    if (link instanceof AuthorizationException known) {
      refused = known;
    } else if (link.getClass().equals(KafkaException.class)
        && String.valueOf(link.getMessage()).endsWith(OF_A_TRANSACTION)) {
      refused = new TopicAuthorizationException(String.valueOf(link.getMessage()));
    }
    return refused == null
        ? null
        : new Refused(
            Kind.AUTHORIZATION,
            new MissingRights(String.valueOf(kafka.get("bootstrap.servers")))
                .line(refused, rights));
  }

  private static @Nullable KafkaFault replication(Throwable link) {
    return link instanceof InvalidReplicationFactorException refused
        ? new Refused(
            Kind.REPLICATION_FACTOR,
            "a topic can't be created with so many replicas: "
                + refused.getMessage()
                + "; set topics.replication_factor to at most the number of brokers")
        : null;
  }

  private static @Nullable KafkaFault instance(Throwable link) {
    return link instanceof FencedInstanceIdException
        ? new Refused(
            Kind.INSTANCE,
            "another process of this gateway has the same `instance`: each process needs one of"
                + " its own, and a state_dir of its own")
        : null;
  }

  private static boolean mayHeal(Throwable link) {
    return link instanceof RetriableException
        || link instanceof TimeoutException
        // names may not be known yet where this process and the brokers are started together
        || (link instanceof ConfigException
            && String.valueOf(link.getMessage()).startsWith(UNRESOLVED));
  }

  private static boolean isOfSettings(List<Throwable> chain) {
    return chain.stream()
        .anyMatch(
            link ->
                link instanceof ConfigException
                    || (link.getClass().equals(KafkaException.class)
                        && isFailedConstruction(String.valueOf(link.getMessage()))));
  }

  private static boolean isFailedConstruction(String message) {
    return message.startsWith("Failed to create new")
        || message.startsWith("Failed to construct kafka");
  }

  private static @Nullable KafkaFault first(
      List<Throwable> chain, List<Function<Throwable, @Nullable KafkaFault>> known) {
    for (Function<Throwable, @Nullable KafkaFault> each : known) {
      for (Throwable link : chain) {
        KafkaFault fault = each.apply(link);
        if (fault != null) {
          return fault;
        }
      }
    }
    return null;
  }

  /** Of the innermost cause that says something. */
  private static String words(List<Throwable> chain) {
    String words = "";
    for (Throwable link : chain) {
      String message = link.getMessage();
      words =
          link.getClass().getSimpleName()
              + (message == null || message.isBlank() ? "" : ": " + message);
    }
    return words;
  }

  /** From the outermost on; a circular chain is cut where it closes. */
  private static List<Throwable> chain(Throwable outermost) {
    List<Throwable> links = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable link = outermost;
        link != null && links.size() < MOST_LINKS && seen.add(link);
        link = link.getCause()) {
      links.add(link);
    }
    return links;
  }
}
