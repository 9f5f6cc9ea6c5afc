package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds docs/architecture.md to {@link CallTransitions}. */
class CallStatesPageTest {

  @Test
  void shouldDrawAndListTheTransitionsOfTheTable() throws IOException {
    // When
    String diagram = CallStatesPage.diagram();
    String table = CallStatesPage.table();

    // Then
    Files.writeString(Path.of("target", "call-states.md"), diagram + "\n\n" + table + "\n");
    assertThat(Files.readString(Path.of("../docs/architecture.md")))
        .as("docs/architecture.md, The states of a call; target/call-states.md has the right ones")
        .contains("\n\n" + diagram + "\n")
        .contains("\n\n" + table + "\n");
  }
}
