package dev.sluice.batch.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The content of a file from its beginning. One thread. */
public final class ChunkInput extends InputStream {
  private final BatchStore store;
  private final String tenant;
  private final List<Chunk> chunks;
  private byte[] current = new byte[0];
  private int next;
  private int at;

  public ChunkInput(BatchStore store, StoredFile file) {
    this.store = store;
    this.tenant = file.tenant();
    this.chunks = file.chunks();
  }

  @Override
  public int read() throws IOException {
    return isAtEnd() ? -1 : current[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int part = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, from, part);
    at += part;
    return part;
  }

  private boolean isAtEnd() throws IOException {
    while (at == current.length) {
      if (next == chunks.size()) {
        return true;
      }
      try {
        current = store.read(tenant, chunks.get(next++));
      } catch (BatchStore.AwayException | BatchStore.GoneException failed) {
        throw new IOException(failed.getMessage(), failed);
      }
      at = 0;
    }
    return false;
  }
}
