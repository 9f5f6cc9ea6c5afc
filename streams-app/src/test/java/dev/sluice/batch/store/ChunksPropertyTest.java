package dev.sluice.batch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ChunksPropertyTest {

  @Property(tries = 60)
  void shouldReadAnyPartOfWhatWasWrittenInAnyParts(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 400_000) Integer> lengths,
      @ForAll @IntRange(min = 0, max = 12) int flushedAfter,
      @ForAll @IntRange(min = 0, max = 1_000) int seed)
      throws Exception {
    // Given
    MemoryStore store = new MemoryStore();
    byte[] content = new byte[lengths.stream().mapToInt(Integer::intValue).sum()];
    Random random = new Random(seed);
    random.nextBytes(content);
    ChunkWriter writer = new ChunkWriter(store, "acme", "file-1");

    // When
    int at = 0;
    for (int i = 0; i < lengths.size(); i++) {
      if (i == flushedAfter) {
        writer = new ChunkWriter(store, "acme", "file-1", "2-b", writer.flush());
      }
      writer.write(content, at, lengths.get(i));
      at += lengths.get(i);
    }
    StoredFile file = StoredExamples.file("file-1", "acme", writer.flush().toArray(Chunk[]::new));

    // Then
    assertThat(file.bytes()).isEqualTo(content.length).isEqualTo(writer.bytes());
    assertThat(file.chunks()).allMatch(chunk -> chunk.length() <= ChunkWriter.CHUNK_BYTES);
    try (InputStream in = new ChunkInput(store, file)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    FileRegion region = new FileRegion(store, file);
    for (int i = 0; i < 5 && content.length > 0; i++) {
      int from = random.nextInt(content.length);
      int length = random.nextInt(content.length - from + 1);
      assertThat(region.read(from, length))
          .isEqualTo(Arrays.copyOfRange(content, from, from + length));
    }
  }
}
