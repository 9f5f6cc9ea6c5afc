package dev.sluice.batch.work;

import dev.sluice.batch.OutputLine;
import dev.sluice.batch.store.BatchCounts;
import dev.sluice.batch.store.BatchOutputs;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.Chunk;
import dev.sluice.batch.store.ChunkWriter;
import dev.sluice.batch.store.ObjectIds;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.batch.store.StoredFile;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The output and the error file of a batch, and what they count. One thread. */
final class OutputWriter {
  private static final byte[] LINE_END = {'\n'};

  private final ChunkWriter answers;
  private final ChunkWriter errors;
  private final BitSet ended;
  private final int total;
  private int completed;
  private int failed;
  private int expired;

  /**
   * Goes on where it has come to.
   *
   * @param total the lines of the input
   */
  OutputWriter(BatchStore store, StoredBatch batch, BatchProgress progress, int total) {
    this.total = total;
    BatchOutputs before = progress.outputs();
    String writer = progress.claim().text();
    answers = new ChunkWriter(store, batch.tenant(), outputId(batch), writer, before.answers());
    errors = new ChunkWriter(store, batch.tenant(), errorId(batch), writer, before.errors());
    ended = before.ended();
    completed = progress.counts().completed();
    failed = progress.counts().failed();
    expired = progress.counts().expired();
  }

  /** The same whoever works on the batch. */
  private static String outputId(StoredBatch batch) {
    return ObjectIds.file(batch.id() + "/output");
  }

  private static String errorId(StoredBatch batch) {
    return ObjectIds.file(batch.id() + "/error");
  }

  void write(int number, OutputLine line) throws BatchStore.AwayException {
    OutputLine.Kind kind = line.kind();
    ChunkWriter file = kind == OutputLine.Kind.ANSWERED ? answers : errors;
    byte[] bytes = line.toBytes();
    file.write(bytes, 0, bytes.length);
    file.write(LINE_END, 0, 1);
    if (kind == OutputLine.Kind.ANSWERED) {
      completed++;
    } else {
      failed++;
    }
    if (kind == OutputLine.Kind.EXPIRED) {
      expired++;
    }
    ended.set(number);
  }

  /** The line needs nothing more, and is in neither file. */
  void leaveOut(int number) {
    ended.set(number);
  }

  BatchCounts counts() {
    return new BatchCounts(total, completed, failed, expired);
  }

  /** How many bytes are in no piece yet. */
  int pending() {
    return answers.pending() + errors.pending();
  }

  /** Returns when all is durable, as a part of the progress that has to be put then. */
  BatchOutputs flush(Map<String, Long> positions) throws BatchStore.AwayException {
    return new BatchOutputs(positions, ended, answers.flush(), errors.flush());
  }

  static Optional<StoredFile> output(StoredBatch batch, BatchProgress progress, Instant now) {
    return file(batch, outputId(batch), "_output.jsonl", progress.outputs().answers(), now);
  }

  static Optional<StoredFile> error(StoredBatch batch, BatchProgress progress, Instant now) {
    return file(batch, errorId(batch), "_error.jsonl", progress.outputs().errors(), now);
  }

  private static Optional<StoredFile> file(
      StoredBatch batch, String id, String ending, List<Chunk> chunks, Instant now) {
    return chunks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StoredFile(
                id, batch.tenant(), batch.id() + ending, StoredFile.OUTPUT, now, null, chunks));
  }
}
