package dev.sluice.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a schema registry's answers from its failures. Stateless; any thread. */
final class RegistryReplies {
  /** A 404 without one of the registry's own codes comes from a proxy or a wrong URL. */
  private static final Set<Integer> NO_SUCH_THING = Set.of(40401, 40402, 40403, 40408);

  private static final Set<Integer> OTHER_ANSWERS = Set.of(409, 422);

  private RegistryReplies() {}

  /**
   * False if the registry fails or refuses Sluice's credentials, or if something else, such as a
   * proxy, replies in its place.
   */
  static boolean isAnswer(RestClientException reply) {
    return isMissing(reply) || OTHER_ANSWERS.contains(reply.getStatus());
  }

  /** The registry says that it has no such schema, subject or version. */
  static boolean isMissing(RestClientException reply) {
    return reply.getStatus() == 404 && NO_SUCH_THING.contains(reply.getErrorCode());
  }

  /**
   * No registry seems to listen at that URL: whatever does has no such path, redirects to where the
   * client doesn't follow, such as from http to https, or replies with something that a registry
   * doesn't, such as a page.
   */
  static boolean isForeign(@Nullable Throwable reply) {
    return reply instanceof RestClientException refused
        ? refused.getStatus() / 100 == 3 || (refused.getStatus() == 404 && !isMissing(refused))
        : reply instanceof JsonProcessingException || reply instanceof ProtocolException;
  }

  /** How Confluent's client reports a JSON schema, a Protobuf schema or a damaged one. */
  static boolean isNoAvroSchema(IOException failed) {
    return failed.getClass() == IOException.class
        && failed.getMessage() != null
        && failed.getMessage().startsWith("Invalid schema ");
  }

  /** For logs: without the body, which may come from anywhere. */
  static String reason(Exception away) {
    return away instanceof RestClientException refused
        ? "HTTP status " + refused.getStatus() + ", error code " + refused.getErrorCode()
        : away.getClass().getSimpleName() + ": " + away.getMessage();
  }
}
