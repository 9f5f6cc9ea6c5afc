package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.json.Json;
import dev.sluice.provider.BatchReply;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One step of a provider batch after another. Pure. */
final class BatchReplies {
  /** The credential is of no use here, or not the one that the batch was created with. */
  private static final Set<Integer> OTHER_CREDENTIAL = Set.of(401, 403, 404);

  private static final Set<Integer> DENIED = Set.of(401, 403);

  /** A batch that has ended can't be cancelled. */
  private static final int CONFLICT = 409;

  private BatchReplies() {}

  static boolean wantsOtherCredential(BatchReply<?> reply) {
    return reply instanceof BatchReply.Refused<?> refused
        && OTHER_CREDENTIAL.contains(status(refused.failure()));
  }

  /** Of the provider's reply; 0 if there was none. */
  static int status(Failure failure) {
    HttpResponseFacts response = failure.facts().response();
    return response == null ? 0 : response.status();
  }

  /** The value that is read from a reply; whether it is done is unclear if it can't be read. */
  static <T> BatchReply<T> read(
      ProviderBatch batch, BatchReply<ByteBuffer> reply, Function<JsonNode, Optional<T>> reader) {
    return then(
        reply,
        body -> {
          JsonNode json = Json.parse(bytes(body));
          Optional<T> value = json == null ? Optional.empty() : reader.apply(json);
          return value.isPresent()
              ? new BatchReply.Done<>(value.get())
              : new BatchReply.Unclear<>(
                  failure(batch, "answered with something that is not about a batch"));
        });
  }

  /**
   * What no reply of the provider says.
   *
   * @param complaint what the provider has or did
   */
  static Failure failure(ProviderBatch batch, String complaint) {
    FailureType type = FailureType.INVALID_RESPONSE;
    String message = batch.target().provider() + " " + complaint;
    return Failure.of(type, AttemptFailures.facts(BatchAttempt.of(batch), type, message));
  }

  /** What a refusal for good leaves unclear, where the answer decides whether to send it again. */
  static <T> BatchReply<T> doubtful(BatchReply<T> reply) {
    return reply instanceof BatchReply.Refused<T> refused && !refused.retryable()
        ? new BatchReply.Unclear<>(refused.failure())
        : reply;
  }

  static <T, R> BatchReply<R> then(BatchReply<T> reply, Function<T, BatchReply<R>> next) {
    if (reply instanceof BatchReply.Done<T> done) {
      return next.apply(done.value());
    }
    return undone(reply);
  }

  static <T, R> CompletableFuture<BatchReply<R>> thenSend(
      BatchReply<T> reply, Function<T, CompletableFuture<BatchReply<R>>> next) {
    return reply instanceof BatchReply.Done<T> done
        ? next.apply(done.value())
        : CompletableFuture.completedFuture(undone(reply));
  }

  private static <T, R> BatchReply<R> undone(BatchReply<T> reply) {
    if (reply instanceof BatchReply.Refused<T> refused) {
      return new BatchReply.Refused<>(refused.failure(), refused.retryable(), refused.retryAfter());
    }
    return new BatchReply.Unclear<>(((BatchReply.Unclear<T>) reply).failure());
  }

  /**
   * What a reply about a batch that exists tells: that the credential is refused today tells
   * nothing of the batch, whose results are paid for.
   */
  static <T> BatchReply<T> ofExisting(BatchReply<T> reply) {
    return reply instanceof BatchReply.Refused<T> refused
            && DENIED.contains(status(refused.failure()))
        ? new BatchReply.Refused<>(refused.failure(), /* retryable= */ true, refused.retryAfter())
        : reply;
  }

  static <T> BatchReply<T> repeatable(BatchReply<T> reply) {
    return reply instanceof BatchReply.Unclear<T> unclear
        ? new BatchReply.Refused<>(
            unclear.failure(),
            status(unclear.failure()) != CONFLICT,
            unclear.failure().facts().retryAfter())
        : reply;
  }

  static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
