package dev.sluice.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogTest {

  private static final List<Change> CHANGES =
      List.of(
          new Change.Registered(new Schema("s", 1, 7, "AVRO", List.of(), "\"int\"")),
          new Change.LevelSet("s", CompatibilityLevel.FULL_TRANSITIVE),
          new Change.LevelSet(null, null),
          new Change.Deleted("s", List.of(1, 2), true));

  private Path file;

  @BeforeEach
  void write(@TempDir Path dir) throws IOException {
    file = dir.resolve("schemas.jsonl");
    try (ChangeLog log = ChangeLog.open(file, change -> {})) {
      for (Change change : CHANGES) {
        log.append(change);
      }
    }
  }

  @Test
  void shouldReplayEqualChangesInOrderWhenOpened() throws IOException {
    // When
    List<Change> replayed = replay();

    // Then
    assertThat(replayed).isEqualTo(CHANGES);
  }

  @Test
  void shouldDropTheTornEndWhenTheProcessWasKilledWhileItWrote() throws IOException {
    // Given
    Files.writeString(file, "{\"change\":\"del", StandardOpenOption.APPEND);

    // When
    try (ChangeLog log = ChangeLog.open(file, change -> {})) {
      log.append(CHANGES.get(0));
    }

    // Then
    List<Change> expected = new ArrayList<>(CHANGES);
    expected.add(CHANGES.get(0));
    assertThat(replay()).isEqualTo(expected);
  }

  @Test
  void shouldNameTheLineWhenItCanNotBeRead() throws IOException {
    // Given
    Files.writeString(file, "{\"change\":\"unknown\"}\n", StandardOpenOption.APPEND);

    // When
    assertThatThrownBy(this::replay)

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 5 of " + file);
  }

  private List<Change> replay() throws IOException {
    List<Change> replayed = new ArrayList<>();
    ChangeLog.open(file, replayed::add).close();
    return replayed;
  }
}
