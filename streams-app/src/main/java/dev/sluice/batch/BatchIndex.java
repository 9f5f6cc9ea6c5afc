package dev.sluice.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a batch file by their numbers, from 0, and where in the file they are: what is
 * kept of a file whose bodies don't fit into memory. One thread.
 */
public final class BatchIndex {
  private final Map<String, Integer> byCustomId = new HashMap<>();
  private final List<String> customIds = new ArrayList<>();
  private long[] offsets = new long[16];
  private int[] lengths = new int[16];
  private int[] lines = new int[16];

  /**
   * @param line in the file, from 1
   */
  void add(String customId, int line, long offset, int length) {
    int number = customIds.size();
    if (number == lines.length) {
      offsets = Arrays.copyOf(offsets, 2 * number);
      lengths = Arrays.copyOf(lengths, 2 * number);
      lines = Arrays.copyOf(lines, 2 * number);
    }
    offsets[number] = offset;
    lengths[number] = length;
    lines[number] = line;
    customIds.add(customId);
    byCustomId.put(customId, number);
  }

  public int size() {
    return customIds.size();
  }

  /** Its number; -1 if there is none. */
  public int find(String customId) {
    return byCustomId.getOrDefault(customId, -1);
  }

  public String customId(int number) {
    return customIds.get(number);
  }

  /** The line in the file, from 1. */
  public int line(int number) {
    return lines[number];
  }

  public long offset(int number) {
    return offsets[number];
  }

  /** In bytes, without the line's end. */
  public int length(int number) {
    return lengths[number];
  }
}
