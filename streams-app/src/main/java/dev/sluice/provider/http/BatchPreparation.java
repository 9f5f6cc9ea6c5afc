package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.ProviderBatch;
import dev.sluice.json.Json;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches.Input;
import dev.sluice.provider.ProviderBatches.Prepared;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings what a batch is created from to its provider. Any thread. */
final class BatchPreparation {
  /** Between two questions whether an uploaded file can be used. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int MOST_QUESTIONS = 300;

  private final BatchApi api;
  private final BatchCalls calls;

  BatchPreparation(BatchApi api, BatchCalls calls) {
    this.api = api;
    this.calls = calls;
  }

  /**
   * What a batch is created from.
   *
   * @param credentials that may create it: the one of the upload, if there was one
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Written(List<Optional<Credential>> credentials, @Nullable String fileId, byte[] input)
      implements Input {}

  /** Uploads the input, if the API wants that apart. */
  CompletableFuture<BatchReply<Prepared>> of(ProviderBatch batch, BatchRequests.Written written) {
    int size = written.bodies().size();
    byte[] input = size == 0 ? new byte[0] : api.input(written.bodies());
    Function<Written, Prepared> ready = in -> new Prepared(in, size, written.unsendable());
    List<Optional<Credential>> credentials = calls.credentials(batch);
    HttpCall upload = size == 0 ? null : api.upload(input);
    if (upload == null) {
      return CompletableFuture.completedFuture(
          new BatchReply.Done<>(ready.apply(new Written(credentials, null, input))));
    }
    return calls.withEach(
        credentials,
        credential ->
            calls
                .sendAgain(batch, upload, credential, BatchCalls.TRANSFER)
                .thenCompose(reply -> usable(batch, credential, reply, MOST_QUESTIONS))
                .thenApply(
                    reply ->
                        BatchReplies.then(
                            reply,
                            id ->
                                new BatchReply.Done<>(
                                    ready.apply(
                                        new Written(List.of(credential), id, new byte[0]))))));
  }

  /** Waits until an uploaded file can be used. */
  private CompletableFuture<BatchReply<String>> usable(
      ProviderBatch batch,
      Optional<Credential> credential,
      BatchReply<ByteBuffer> uploaded,
      int questions) {
    BatchReply<JsonNode> file =
        BatchReplies.repeatable(
            BatchReplies.read(
                batch,
                uploaded,
                json -> Optional.of(json).filter(each -> Json.text(each.path("id")) != null)));
    return BatchReplies.thenSend(
        file,
        json -> {
          HttpCall again = questions == 0 ? null : api.pending(json);
          if (again == null) {
            return CompletableFuture.completedFuture(
                new BatchReply.Done<>(json.path("id").asText()));
          }
          return CompletableFuture.supplyAsync(
                  () -> again,
                  CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
              .thenCompose(call -> calls.sendAgain(batch, call, credential, BatchCalls.TIMEOUT))
              .thenCompose(reply -> usable(batch, credential, reply, questions - 1));
        });
  }
}
