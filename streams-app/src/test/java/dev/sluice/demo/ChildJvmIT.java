package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ChildJvmIT {

  private static final Duration LONG = Duration.ofSeconds(30);

  /**
   * Prints each argument, a leading ! to standard error, and then waits for the end of its standard
   * input.
   */
  static final class Talker {
    public static void main(String[] args) throws IOException {
      for (String line : args) {
        if (line.startsWith("!")) {
          System.err.println(line.substring(1));
        } else if (line.startsWith("exit ")) {
          System.exit(Integer.parseInt(line.substring(5)));
        } else {
          System.out.println(line.equals("$TALKER") ? System.getenv("TALKER") : line);
        }
      }
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  @Test
  void shouldHandOnAllOtherLinesWhenTheReadyLineComes() throws Exception {
    // When
    try (ChildJvm child = start(LONG, "!a warning", "noise", "$TALKER", "ready 1", "ready 2")) {

      // Then
      assertThat(child.readyLine()).isEqualTo("ready 1");
      assertThat(child.isAlive()).isTrue();
      assertThat(ProcessHandle.of(child.pid())).isPresent();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(lines)
                      .containsExactlyInAnyOrder("a warning", "noise", "from env", "ready 2"));
    }
  }

  @Test
  void shouldEndByItselfWhenItsStdinCloses() throws Exception {
    // Given
    try (ChildJvm child = start(LONG, "ready")) {

      // When
      child.closeStdin();

      // Then
      assertThat(child.awaitEnd(LONG)).isTrue();
      assertThat(child.exitStatus()).isZero();
    }
  }

  @Test
  void shouldEndWhenAskedOrKilled() throws Exception {
    // Given
    try (ChildJvm asked = start(LONG, "ready");
        ChildJvm killed = start(LONG, "ready")) {

      // When
      asked.terminate();
      killed.kill();

      // Then
      assertThat(asked.awaitEnd(LONG)).isTrue();
      assertThat(killed.isAlive()).isFalse();
    }
  }

  @Test
  void shouldSayWhyWhenTheChildEndsBeforeItIsReady() {
    // When
    assertThatThrownBy(() -> start(LONG, "noise", "!no such thing", "exit 3"))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the talker ended with status 3 before it was ready")
        .hasMessageContaining("no such thing");
  }

  @Test
  void shouldEndTheChildWhenItIsNotReadyInTime() {
    // Given
    List<ProcessHandle> before = ProcessHandle.current().children().toList();

    // When
    assertThatThrownBy(() -> start(Duration.ofMillis(300), "noise"))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the talker was not ready within 0.3 s");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
        .isSubsetOf(before);
  }

  @Test
  void shouldNotShowTheEnvironmentWhenPrinted() {
    // Given
    ChildJvm.Command command = command("ready");

    // When
    String text = command.toString();

    // Then
    assertThat(text).isEqualTo("the talker (" + Talker.class.getName() + ")");
  }

  private ChildJvm start(Duration within, String... words) throws Exception {
    return ChildJvm.start(command(words), line -> line.startsWith("ready"), within, lines::add);
  }

  private static ChildJvm.Command command(String... words) {
    return new ChildJvm.Command(
        "the talker",
        Talker.class.getName(),
        SmallJvm.CLASS_PATH,
        SmallJvm.options(64),
        List.of(words),
        Map.of("TALKER", "from env"));
  }
}
