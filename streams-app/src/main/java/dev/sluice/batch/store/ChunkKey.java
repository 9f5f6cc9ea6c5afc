package dev.sluice.batch.store;

/**
 * A piece of a file.
 *
 * @param number from 0
 * @param writer parts the pieces of those that write the same file: compaction keeps each one's
 */
public record ChunkKey(String fileId, int number, String writer) {

  String text() {
    return fileId + "/" + number + "/" + writer;
  }
}
