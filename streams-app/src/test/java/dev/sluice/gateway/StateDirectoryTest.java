package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path dir;

  @Test
  void shouldBeSmallWhenItsFilesAreSoonRestored() throws IOException {
    // Given
    file("0_0/rocksdb/view/000008.sst", 20 * MIB);
    file("0_1/rocksdb/view/000008.sst", 12 * MIB);

    // When
    boolean isSmall = StateDirectory.isSmall(dir);

    // Then
    assertThat(isSmall).isTrue();
  }

  @Test
  void shouldNotBeSmallWhenTheFilesOfAllTasksTogetherAreMany() throws IOException {
    // Given
    file("0_0/rocksdb/view/000008.sst", 20 * MIB);
    file("0_1/rocksdb/view/000008.sst", 12 * MIB + 1);

    // When
    boolean isSmall = StateDirectory.isSmall(dir);

    // Then
    assertThat(isSmall).isFalse();
  }

  private void file(String name, long bytes) throws IOException {
    Path path = dir.resolve(name);
    Files.createDirectories(path.getParent());
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }
}
