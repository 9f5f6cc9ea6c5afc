package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.ObjectIds;
import dev.sluice.batch.store.ObjectTable;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.batch.store.StoredCancel;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Batches in the form of OpenAI's API. Only what is asked for is written here; whoever has the
 * tenant's partition works on it. Runs on the server's threads.
 */
public final class BatchesApi implements Endpoints {
  private static final String BATCHES = "/v1/batches";
  private static final long MAX_BODY_BYTES = 1 << 20;
  private static final ObjectPages.Sizes PAGES = new ObjectPages.Sizes(20, 100);

  private final StoreTurns turns;
  private final BatchStore store;
  private final Duration window;
  private final InstantSource clock;

  /**
   * @param window how long the requests of a batch may take
   */
  public BatchesApi(ApiKeys keys, BatchStore store, Duration window, InstantSource clock) {
    this.turns = new StoreTurns(keys);
    this.store = store;
    this.window = window;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post(BATCHES, turns.known(this::create));
    routes.get(BATCHES, turns.known(this::list));
    routes.get(BATCHES + "/{id}", turns.known(this::retrieve));
    routes.post(BATCHES + "/{id}/cancel", turns.known(this::cancel));
  }

  private void create(Context ctx, Principal principal)
      throws BadParameter, BatchStore.AwayException, IOException {
    JsonNode body = Json.parse(RequestBody.read(ctx, MAX_BODY_BYTES));
    if (body == null) {
      throw BadParameter.invalid("", "The body is not valid JSON.");
    }
    BatchAsk ask = BatchAsk.read(body);
    String tenant = principal.tenant();
    String key = ctx.header(HeaderNames.IDEMPOTENCY_KEY);
    String id = key == null ? ObjectIds.batch() : ObjectIds.batch(tenant + "\n" + key);
    ObjectTable table = store.current(tenant);
    Optional<KnownBatch> same = table.batch(tenant, id);
    if (same.isPresent()) {
      ReplyWriter.write(ctx, 200, BatchJson.of(same.get()));
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<StoredFile> input = FilesApi.find(table, tenant, ask.inputFileId(), now);
    if (input.isEmpty()) {
      ReplyWriter.write(ctx, FilesApi.notFound(ask.inputFileId()));
      return;
    }
    if (!input.get().purpose().equals(StoredFile.INPUT)) {
      throw BadParameter.invalid("input_file_id", "The file's purpose must be 'batch'.");
    }
    StoredBatch batch =
        new StoredBatch(
            id,
            tenant,
            principal.keyId(),
            ask.endpoint().path(),
            input.get(),
            BatchAsk.WINDOW,
            now,
            now.plus(window),
            ask.metadata());
    store.put(batch);
    ReplyWriter.write(ctx, 200, BatchJson.of(new KnownBatch(batch, null, null)));
  }

  private void list(Context ctx, Principal principal)
      throws BadParameter, BatchStore.AwayException {
    List<ObjectNode> batches =
        store.current(principal.tenant()).batches(principal.tenant()).stream()
            .map(BatchJson::of)
            .toList();
    ReplyWriter.write(ctx, 200, ObjectPages.of(ctx, batches, PAGES));
  }

  private Optional<KnownBatch> find(Context ctx, Principal principal)
      throws BatchStore.AwayException {
    String id = ctx.pathParam("id");
    Optional<KnownBatch> found = store.current(principal.tenant()).batch(principal.tenant(), id);
    if (found.isEmpty()) {
      String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
      ReplyWriter.write(ctx, ApiError.notFound("No batch found with id '" + shown + "'."));
    }
    return found;
  }

  private void retrieve(Context ctx, Principal principal) throws BatchStore.AwayException {
    Optional<KnownBatch> batch = find(ctx, principal);
    if (batch.isPresent()) {
      ReplyWriter.write(ctx, 200, BatchJson.of(batch.get()));
    }
  }

  private void cancel(Context ctx, Principal principal) throws BatchStore.AwayException {
    Optional<KnownBatch> found = find(ctx, principal);
    if (found.isEmpty()) {
      return;
    }
    KnownBatch batch = found.get();
    if (batch.isOver()) {
      ReplyWriter.write(
          ctx,
          new ApiError(
              409,
              "Cannot cancel a batch with status '" + batch.state().text() + "'.",
              "invalid_request_error",
              null,
              null,
              null));
      return;
    }
    StoredCancel cancel = batch.cancel();
    if (cancel == null) {
      cancel =
          new StoredCancel(
              batch.asked().id(),
              principal.tenant(),
              clock.instant().truncatedTo(ChronoUnit.MILLIS));
      store.put(cancel);
    }
    ReplyWriter.write(
        ctx, 200, BatchJson.of(new KnownBatch(batch.asked(), batch.progress(), cancel)));
  }
}
