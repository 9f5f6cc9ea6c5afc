package dev.sluice.batch.store;

import dev.sluice.batch.LineError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a process has come with a batch. Each process that works on it writes records of its own,
 * so compaction keeps the last of each.
 *
 * @param times when each status began, by status
 * @param problems why the input was refused
 * @param outputFile the ID of the output file, once it is there; null if no line was answered
 * @param errorFile the ID of the error file, once it is there; null if no line has failed
 */
public record BatchProgress(
    String batchId,
    String tenant,
    Claim claim,
    BatchState state,
    Map<BatchState, Instant> times,
    BatchCounts counts,
    BatchOutputs outputs,
    List<LineError> problems,
    @Nullable String outputFile,
    @Nullable String errorFile)
    implements Stored {

  public BatchProgress {
    times = Map.copyOf(times);
    problems = List.copyOf(problems);
  }

  /** Of a batch that nobody has worked on. */
  public static BatchProgress begin(StoredBatch batch, Claim claim) {
    return new BatchProgress(
        batch.id(),
        batch.tenant(),
        claim,
        BatchState.VALIDATING,
        Map.of(),
        BatchCounts.NONE,
        BatchOutputs.NONE,
        List.of(),
        null,
        null);
  }

  @Override
  public String key() {
    return batchId + "/" + claim.text();
  }

  /** The same of another process. */
  public BatchProgress claimed(Claim by) {
    return new BatchProgress(
        batchId, tenant, by, state, times, counts, outputs, problems, outputFile, errorFile);
  }

  public BatchProgress in(BatchState next, Instant now) {
    Map<BatchState, Instant> more = new TreeMap<>(times);
    more.putIfAbsent(next, now);
    return new BatchProgress(
        batchId, tenant, claim, next, more, counts, outputs, problems, outputFile, errorFile);
  }

  public BatchProgress with(BatchCounts newer, BatchOutputs written) {
    return new BatchProgress(
        batchId, tenant, claim, state, times, newer, written, problems, outputFile, errorFile);
  }

  public BatchProgress refused(List<LineError> why) {
    return new BatchProgress(
        batchId, tenant, claim, state, times, counts, outputs, why, outputFile, errorFile);
  }

  public BatchProgress withFiles(@Nullable String output, @Nullable String error) {
    return new BatchProgress(
        batchId, tenant, claim, state, times, counts, outputs, problems, output, error);
  }
}
