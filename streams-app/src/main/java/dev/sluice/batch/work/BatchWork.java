package dev.sluice.batch.work;

import dev.sluice.batch.BatchIndex;
import dev.sluice.batch.BatchRequests;
import dev.sluice.batch.BatchValidation;
import dev.sluice.batch.FileLines;
import dev.sluice.batch.LineError;
import dev.sluice.batch.store.BatchCounts;
import dev.sluice.batch.store.BatchOutputs;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchState;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.ChunkInput;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.http.openai.CreationApi;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The work of this process on one batch, from where it finds it to its end, or until another
 * process has claimed it. One thread.
 */
final class BatchWork {
  private final BatchParts parts;
  private final StoredBatch batch;
  private final BooleanSupplier goesOn;
  private final BatchRequests requests;
  private BatchProgress progress;

  /**
   * @param batch as it is known, which is not over
   * @param owner of the claim
   * @param goesOn false as soon as another process is to work on it
   */
  BatchWork(BatchParts parts, KnownBatch batch, String owner, BooleanSupplier goesOn) {
    this.parts = parts;
    this.batch = batch.asked();
    this.goesOn = goesOn;
    this.progress = batch.claimed(owner);
    this.requests = new BatchRequests(this.batch.id(), this.batch.keyId(), this.batch.expiresAt());
  }

  void run() throws BatchStore.AwayException, InterruptedException {
    put(progress);
    try {
      Optional<BatchIndex> index = check();
      if (index.isPresent() && isMine()) {
        work(index.get());
      }
    } catch (BatchStore.GoneException deleted) {
      refuse(deleted());
    }
  }

  private static List<LineError> deleted() {
    return List.of(
        new LineError(
            0, "input_file_not_found", "the input file has been deleted", "input_file_id"));
  }

  private void put(BatchProgress next) throws BatchStore.AwayException {
    progress = next;
    parts.store().put(next);
  }

  /** Nobody has claimed it since. */
  private boolean isMine() {
    return goesOn.getAsBoolean()
        && known().map(KnownBatch::progress).filter(this::isOfThisClaim).isPresent();
  }

  private boolean isOfThisClaim(BatchProgress latest) {
    return latest.claim().equals(progress.claim());
  }

  private Optional<KnownBatch> known() {
    return parts.store().known().batch(batch.tenant(), batch.id());
  }

  private boolean isCancelled() {
    return known().map(KnownBatch::cancel).isPresent();
  }

  /** Empty if it has ended by that. */
  private Optional<BatchIndex> check() throws BatchStore.AwayException, BatchStore.GoneException {
    BatchValidation validation =
        new BatchValidation(
            requests, parts.terms().limits(), CreationApi.at(batch.endpoint()).orElseThrow());
    List<LineError> errors = errors(validation);
    if (!errors.isEmpty()) {
      refuse(errors);
      return Optional.empty();
    }
    return Optional.of(validation.index());
  }

  private List<LineError> errors(BatchValidation validation)
      throws BatchStore.AwayException, BatchStore.GoneException {
    StoredFile input = batch.input();
    if (parts.store().known().file(batch.tenant(), input.id()).isEmpty()) {
      return deleted();
    }
    try (InputStream in = new ChunkInput(parts.store(), input)) {
      FileLines.check(in, validation);
    } catch (IOException failed) {
      if (failed.getCause() instanceof BatchStore.GoneException gone) {
        throw gone;
      }
      throw new BatchStore.AwayException(String.valueOf(failed.getMessage()), failed);
    }
    return validation.errors();
  }

  private void refuse(List<LineError> errors) throws BatchStore.AwayException {
    put(progress.refused(errors).in(BatchState.FAILED, now()));
  }

  private Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void work(BatchIndex index)
      throws BatchStore.AwayException, BatchStore.GoneException, InterruptedException {
    OutputWriter output = new OutputWriter(parts.store(), batch, progress, index.size());
    try (TenantEvents events = parts.events().open(batch.tenant(), batch.id())) {
      LineWork lines = new LineWork(parts, batch, requests, index, output, events);
      if (progress.outputs().positions().isEmpty()) {
        BatchOutputs none = output.flush(lines.begin());
        put(progress.with(output.counts(), none).in(BatchState.IN_PROGRESS, now()));
      } else {
        lines.resume(progress.outputs());
      }
      while (isMine()) {
        if (isCancelled()) {
          lines.cancel();
        }
        boolean done = lines.isDone();
        if (done || lines.isToBeSaved()) {
          put(progress.with(output.counts(), lines.flush()));
        }
        if (done) {
          finish(output.counts());
          return;
        }
        lines.goOn();
      }
    }
  }

  private void finish(BatchCounts counts) throws BatchStore.AwayException {
    put(progress.in(BatchState.FINALIZING, now()));
    Optional<StoredFile> output = OutputWriter.output(batch, progress, now());
    Optional<StoredFile> error = OutputWriter.error(batch, progress, now());
    for (Optional<StoredFile> each : List.of(output, error)) {
      if (each.isPresent()) {
        parts.store().put(each.get());
      }
    }
    BatchState end =
        isCancelled()
            ? BatchState.CANCELLED
            : counts.expired() > 0 ? BatchState.EXPIRED : BatchState.COMPLETED;
    put(
        progress
            .withFiles(
                output.map(StoredFile::id).orElse(null), error.map(StoredFile::id).orElse(null))
            .in(end, now()));
  }
}
