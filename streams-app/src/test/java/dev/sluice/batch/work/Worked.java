package dev.sluice.batch.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.batch.BatchLimits;
import dev.sluice.batch.OutputLine;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.ChunkInput;
import dev.sluice.batch.store.ChunkWriter;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.MemoryStore;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.batch.store.StoredCancel;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.view.Events;
import dev.sluice.wire.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One batch on its way through processes that work on it. One thread. */
final class Worked {
  static final String ID = "batch_1";
  private static final BatchTerms TERMS =
      new BatchTerms(
          new BatchLimits(50_000, new RequestLimits(10, 1 << 20)), 7, 2, Duration.ofDays(30));

  final MemoryStore store = new MemoryStore();
  final FakeGateway gateway;
  private int processes;

  Worked(Random random, Duration window, byte[] input) throws BatchStore.AwayException {
    this.gateway = new FakeGateway(random);
    ChunkWriter content = new ChunkWriter(store, Events.TENANT, "file-in");
    content.write(input, 0, input.length);
    StoredFile file =
        new StoredFile(
            "file-in",
            Events.TENANT,
            "in.jsonl",
            StoredFile.INPUT,
            Events.ACCEPTED_AT,
            null,
            content.flush());
    store.put(file);
    store.put(
        new StoredBatch(
            ID,
            Events.TENANT,
            "web",
            "/v1/responses",
            file,
            "24h",
            Events.ACCEPTED_AT,
            Events.ACCEPTED_AT.plus(window),
            Map.of()));
  }

  static Worked ofLines(Random random, Duration window, int lines) throws BatchStore.AwayException {
    return new Worked(random, window, lines(IntStream.range(0, lines).mapToObj(Worked::line)));
  }

  static byte[] lines(Stream<String> lines) {
    return lines.collect(Collectors.joining("\n", "", "\n")).getBytes(UTF_8);
  }

  static String line(int number) {
    return line("line-" + number, "/v1/responses");
  }

  static String line(String customId, String url) {
    return """
        {"custom_id":"%s","method":"POST","url":"%s","body":{"model":"chat","input":"hi"}}"""
        .formatted(customId, url);
  }

  KnownBatch known() {
    return store.known().batch(Events.TENANT, ID).orElseThrow();
  }

  void cancel() throws BatchStore.AwayException {
    store.put(new StoredCancel(ID, Events.TENANT, gateway.instant()));
  }

  /** By a process of its own, to the end. */
  void run() throws Exception {
    gateway.killAfter(Integer.MAX_VALUE);
    store.comeBack();
    work();
  }

  /** By one that is killed after so many steps, unless it is done before. */
  void runAndKill(int steps) throws Exception {
    gateway.killAfter(steps);
    try {
      work();
    } catch (FakeGateway.KilledException killed) {
      // as the test wants it
    }
  }

  /** By one that can't reach the store any more after so many writes. */
  void runAndLoseTheStore(int writes) throws Exception {
    gateway.killAfter(Integer.MAX_VALUE);
    store.goAwayAfter(writes);
    try {
      work();
    } catch (BatchStore.AwayException away) {
      // as the test wants it
    } finally {
      store.comeBack();
    }
  }

  private void work() throws Exception {
    KnownBatch batch = known();
    if (!batch.isOver()) {
      String owner = "process-" + processes++;
      BatchParts parts =
          new BatchParts(store, gateway, gateway, FakeGateway.IDS, gateway, TERMS, gateway);
      new BatchWork(parts, batch, owner, () -> true).run();
    }
  }

  List<OutputLine> output() throws IOException {
    return read(BatchProgress::outputFile);
  }

  List<OutputLine> errors() throws IOException {
    return read(BatchProgress::errorFile);
  }

  List<OutputLine> both() throws IOException {
    List<OutputLine> both = new ArrayList<>(output());
    both.addAll(errors());
    return both;
  }

  private List<OutputLine> read(Function<BatchProgress, @Nullable String> which)
      throws IOException {
    Optional<StoredFile> written =
        Optional.ofNullable(known().progress())
            .map(which)
            .map(id -> store.known().file(Events.TENANT, id).orElseThrow());
    if (written.isEmpty()) {
      return List.of();
    }
    StoredFile file = written.get();
    try (InputStream in = new ChunkInput(store, file)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> OutputLine.read(line.getBytes(UTF_8)).orElseThrow())
          .toList();
    }
  }
}
