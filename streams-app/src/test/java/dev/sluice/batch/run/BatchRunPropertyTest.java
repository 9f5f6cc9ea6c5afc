package dev.sluice.batch.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import dev.sluice.batch.OutputLine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The whole run, against a gateway in memory, killed at any step and gone on with. */
class BatchRunPropertyTest {
  private static final int MOST_KILLS = 20;

  @Property(tries = 150)
  void shouldAnswerEachRequestOnceHoweverOftenItIsKilled(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int lines) throws Exception {
    // Given
    Random random = new Random(seed);
    Path dir = Files.createTempDirectory("batch");
    try (Batch batch = new Batch(dir, lines)) {
      FakeGateway gateway = new FakeGateway(random);
      // so short that some of it expires, or long enough for all
      Duration within = Duration.ofSeconds(random.nextBoolean() ? 3 : 3_000);
      for (int kills = random.nextInt(MOST_KILLS); kills > 0; kills--) {
        if (batch.isKilled(gateway, within, 1 + random.nextInt(2 * lines))) {
          batch.cutLastLine(random);
        }
      }

      // When
      boolean done = batch.run(gateway, within, Integer.MAX_VALUE);

      // Then
      assertThat(done).isTrue();
      assertThat(batch.answered())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, lines).mapToObj(i -> "line-" + i).toList());
      assertThat(gateway.needless).isEmpty();
    }
  }

  @Property(tries = 50)
  void shouldSendNothingWhenAllIsAnswered(@ForAll long seed) throws Exception {
    // Given
    Path dir = Files.createTempDirectory("batch");
    try (Batch batch = new Batch(dir, 10)) {
      FakeGateway gateway = new FakeGateway(new Random(seed));
      batch.run(gateway, Duration.ofHours(1), Integer.MAX_VALUE);
      int published = gateway.published;
      byte[] output = Files.readAllBytes(batch.output);

      // When
      boolean done = batch.run(gateway, Duration.ofHours(1), Integer.MAX_VALUE);

      // Then
      assertThat(done).isTrue();
      assertThat(gateway.published).isEqualTo(published);
      assertThat(Files.readAllBytes(batch.output)).isEqualTo(output);
    }
  }

  /** Its files and runs. */
  private static final class Batch implements AutoCloseable {
    private final Path dir;
    private final Path input;
    final Path output;

    Batch(Path dir, int lines) throws IOException {
      this.dir = dir;
      this.input = dir.resolve("in.jsonl");
      this.output = dir.resolve("out.jsonl");
      Files.write(
          input, IntStream.range(0, lines).mapToObj(i -> BatchRuns.line("line-" + i)).toList());
    }

    boolean isKilled(FakeGateway gateway, Duration within, int steps) throws Exception {
      try {
        run(gateway, within, steps);
        return false;
      } catch (FakeGateway.KilledException killed) {
        return true;
      }
    }

    boolean run(FakeGateway gateway, Duration within, int steps) throws Exception {
      return BatchRuns.run(
          new BatchOptions(input, output, "acme", "default", within, 7, 100),
          gateway,
          gateway.connector(steps));
    }

    /** As a crash may leave it. */
    void cutLastLine(Random random) throws IOException {
      List<String> lines = Files.readAllLines(output);
      if (!lines.isEmpty()) {
        int length = lines.get(lines.size() - 1).length() + 1;
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "rw")) {
          file.setLength(file.length() - random.nextInt(length + 1));
        }
      }
    }

    List<String> answered() throws IOException {
      return Files.readAllLines(output).stream()
          .map(line -> OutputLine.read(line.getBytes(UTF_8)))
          .map(line -> line.orElseThrow().customId())
          .toList();
    }

    @Override
    public void close() throws IOException {
      MoreFiles.deleteRecursively(dir);
    }
  }
}
