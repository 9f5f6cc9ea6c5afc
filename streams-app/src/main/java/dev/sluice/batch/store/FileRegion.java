package dev.sluice.batch.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads any part of a file, and remembers the pieces that were read last. One thread. */
public final class FileRegion {
  private static final int REMEMBERED = 8;

  private final BatchStore store;
  private final String tenant;
  private final List<Chunk> chunks;
  private final long[] begins;
  private final Map<Integer, byte[]> read =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
          return size() > REMEMBERED;
        }
      };

  public FileRegion(BatchStore store, StoredFile file) {
    this.store = store;
    this.tenant = file.tenant();
    this.chunks = file.chunks();
    this.begins = new long[chunks.size()];
    long begin = 0;
    for (int i = 0; i < begins.length; i++) {
      begins[i] = begin;
      begin += chunks.get(i).length();
    }
  }

  /**
   * @param offset in the file, which has as many bytes from there on
   */
  public byte[] read(long offset, int length)
      throws BatchStore.AwayException, BatchStore.GoneException {
    byte[] bytes = new byte[length];
    int done = 0;
    int piece = find(offset);
    while (done < length) {
      byte[] content = piece(piece);
      int from = (int) (offset + done - begins[piece]);
      int part = Math.min(length - done, content.length - from);
      System.arraycopy(content, from, bytes, done, part);
      done += part;
      piece++;
    }
    return bytes;
  }

  private int find(long offset) {
    int at = Arrays.binarySearch(begins, offset);
    return at >= 0 ? at : -at - 2;
  }

  private byte[] piece(int number) throws BatchStore.AwayException, BatchStore.GoneException {
    byte[] content = read.get(number);
    if (content == null) {
      content = store.read(tenant, chunks.get(number));
      read.put(number, content);
    }
    return content;
  }
}
