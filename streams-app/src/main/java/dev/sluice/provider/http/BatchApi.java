package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ProviderBatch;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one vendor's batch endpoints; {@link HttpBatches} does the rest. Paths are
 * below the provider's base URL. Pure; any thread.
 */
public interface BatchApi {

  /** Fields of a request's body that no line of a batch has, since a batch is a tier of its own. */
  Set<String> leftOut();

  /**
   * What the batch is created from, or from whose upload.
   *
   * @param bodies of the requests by attempt ID
   */
  byte[] input(Map<String, ObjectNode> bodies);

  /** Uploads the input; null if the batch is created from it at once. */
  @Nullable HttpCall upload(byte[] input);

  /**
   * Asks for an uploaded file that can't be used yet; null if it can.
   *
   * @param file what the reply says of it
   */
  default @Nullable HttpCall pending(JsonNode file) {
    return null;
  }

  /**
   * Creates the batch.
   *
   * @param fileId of the uploaded input; null if it was not uploaded
   */
  HttpCall create(ProviderBatch batch, @Nullable String fileId, byte[] input);

  /**
   * One page of all batches, the newest first.
   *
   * @param after the last one of the page before; null for the first page
   */
  HttpCall list(@Nullable String after);

  /** Whether a batch in a list is the one that is sought. */
  Match match(JsonNode listed, ProviderBatch sought, Set<String> attemptIds);

  /** What the list says of it. */
  enum Match {
    OURS,
    OTHER,
    /** Its results tell, and it has some. */
    IN_RESULTS,
    /** Nothing tells before it has ended. */
    LATER,
    /** It is older than any that may be sought. */
    TOO_OLD
  }

  HttpCall status(String id);

  HttpCall cancel(String id);

  /** What a reply says of a batch; null if it is none. */
  @Nullable BatchStatus read(JsonNode batch);

  /** What a line of results says; null if it is none. */
  @Nullable BatchLine line(JsonNode line);
}
