package dev.sluice.batch.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What the lines have become so far, all of one moment: what is ended is in the chunks, and nothing
 * else is.
 *
 * @param positions where the gateway's events about the batch begin, by partition; empty until
 *     something is sent
 * @param ended the numbers of the lines that need nothing more
 * @param answers the chunks of the output file
 * @param errors those of the error file
 */
public record BatchOutputs(
    Map<String, Long> positions, BitSet ended, List<Chunk> answers, List<Chunk> errors) {
  public static final BatchOutputs NONE =
      new BatchOutputs(Map.of(), new BitSet(), List.of(), List.of());

  public BatchOutputs {
    positions = Map.copyOf(positions);
    ended = (BitSet) ended.clone();
    answers = List.copyOf(answers);
    errors = List.copyOf(errors);
  }

  /** A copy. */
  @Override
  public BitSet ended() {
    return (BitSet) ended.clone();
  }
}
