package dev.sluice.batch.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Writes a file piece by piece, of which a few are under way at a time. One thread. */
public final class ChunkWriter {
  /** A record of it fits into any topic. */
  public static final int CHUNK_BYTES = 512 * 1024;

  private static final int UNDER_WAY = 8;

  private final BatchStore store;
  private final String tenant;
  private final String fileId;
  private final String writer;
  private final List<CompletableFuture<Chunk>> pieces = new ArrayList<>();
  private final List<Chunk> before;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int filled;
  private long bytes;

  /** Of a file that nobody else writes. */
  public ChunkWriter(BatchStore store, String tenant, String fileId) {
    this(store, tenant, fileId, "", List.of());
  }

  /**
   * @param writer no other has the same name
   * @param before the pieces that are there already
   */
  public ChunkWriter(
      BatchStore store, String tenant, String fileId, String writer, List<Chunk> before) {
    this.writer = writer;
    this.store = store;
    this.tenant = tenant;
    this.fileId = fileId;
    this.before = List.copyOf(before);
    this.bytes = before.stream().mapToLong(Chunk::length).sum();
  }

  /** Written so far, those not yet in a piece included. */
  public long bytes() {
    return bytes;
  }

  /** How many of them are in no piece yet. */
  public int pending() {
    return filled;
  }

  /** Blocks while too much is under way. */
  public void write(byte[] source, int from, int length) throws BatchStore.AwayException {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, CHUNK_BYTES - filled);
      System.arraycopy(source, from + done, buffer, filled, part);
      filled += part;
      done += part;
      if (filled == CHUNK_BYTES) {
        cut();
      }
    }
    bytes += length;
  }

  private void cut() throws BatchStore.AwayException {
    byte[] piece = filled == CHUNK_BYTES ? buffer : Arrays.copyOf(buffer, filled);
    int number = before.size() + pieces.size();
    pieces.add(store.append(tenant, new ChunkKey(fileId, number, writer), piece));
    buffer = new byte[CHUNK_BYTES];
    filled = 0;
    if (pieces.size() >= UNDER_WAY) {
      var unused = await(pieces.get(pieces.size() - UNDER_WAY));
    }
  }

  /** Returns when all is durable: all pieces of the file. More may follow. */
  public List<Chunk> flush() throws BatchStore.AwayException {
    if (filled > 0) {
      cut();
    }
    List<Chunk> chunks = new ArrayList<>(before);
    for (CompletableFuture<Chunk> piece : pieces) {
      chunks.add(await(piece));
    }
    return chunks;
  }

  private static Chunk await(CompletableFuture<Chunk> piece) throws BatchStore.AwayException {
    try {
      return piece.get();
    } catch (ExecutionException failed) {
      throw new BatchStore.AwayException("a piece of a file was not written", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BatchStore.AwayException("interrupted", interrupted);
    }
  }
}
