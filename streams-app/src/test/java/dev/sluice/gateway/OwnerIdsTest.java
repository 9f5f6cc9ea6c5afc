package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerIdsTest {
  @TempDir private Path directory;

  private OwnerIds process() {
    return new OwnerIds(directory, "gateway-1");
  }

  @Test
  void shouldNameTheProcessesThatHadTheDirectoryBefore() throws IOException {
    // Given
    Set<String> beforeTheFirst = process().add("owner-1");
    Set<String> beforeTheSecond = process().add("owner-2");

    // When
    Set<String> beforeTheThird = process().add("owner-3");

    // Then
    assertThat(beforeTheFirst).isEmpty();
    assertThat(beforeTheSecond).containsExactly("owner-1");
    assertThat(beforeTheThird).containsExactly("owner-1", "owner-2");
  }

  @Test
  void shouldForgetThoseOfWhichAllHaveBeenTold() throws IOException {
    // Given
    process().add("owner-1");
    OwnerIds second = process();
    Set<String> dead = second.add("owner-2");

    // When
    second.remove(dead);

    // Then
    assertThat(process().add("owner-3")).containsExactly("owner-2");
  }

  @Test
  void shouldProveNothingWhenTheDirectoryIsACopyForAnotherInstance() throws IOException {
    // Given
    process().add("owner-1");
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.copy(
        directory.resolve("owners"), copy.resolve("owners"), StandardCopyOption.COPY_ATTRIBUTES);

    // When
    Set<String> before = new OwnerIds(copy, "gateway-2").add("owner-2");

    // Then
    assertThat(before).isEmpty();
  }

  @Test
  void shouldWriteNothingOnceItHasLeftTheDirectory() throws IOException {
    // Given
    OwnerIds first = process();
    first.add("owner-1");
    first.leave("owner-1");
    process().add("owner-2");

    // When
    first.remove(Set.of("owner-2"));

    // Then
    assertThat(process().add("owner-3")).containsExactly("owner-2");
  }

  @Test
  void shouldIgnoreLinesThatItDidNotWrite() throws IOException {
    // Given
    Files.writeString(directory.resolve("owners"), "\nhalf\nowner-1 gateway-1\n");

    // When
    Set<String> before = process().add("owner-2");

    // Then
    assertThat(before).containsExactly("owner-1");
  }
}
