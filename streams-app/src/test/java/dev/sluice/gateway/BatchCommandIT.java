package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import dev.sluice.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice batch run} on a real broker, with a gateway that runs. */
class BatchCommandIT {
  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  private static String chat(String customId, String model, String more) {
    return """
        {"custom_id":"%1$s","method":"POST","url":"/v1/chat/completions","body":{"model":"%2$s",\
        "messages":[{"role":"user","content":"%1$s"}]%3$s}}"""
        .formatted(customId, model, more);
  }

  private static List<String> chats(int lines) {
    return IntStream.range(0, lines).mapToObj(i -> chat("line-" + i, "chat", "")).toList();
  }

  private Path config(String prefix, String rest) throws IOException {
    String topics = "topics: {prefix: %s, partitions: 2, create: true}%n".formatted(prefix);
    return Files.writeString(
        dir.resolve("sluice.yaml"), CLUSTER.config(prefix, dir.resolve("state"), topics + rest));
  }

  private List<String> command(Path config, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "batch",
                "run",
                dir.resolve("in.jsonl").toString(),
                dir.resolve("out.jsonl").toString(),
                "--config",
                config.toString(),
                "--tenant",
                "acme"));
    command.addAll(List.of(more));
    return command;
  }

  private List<JsonNode> output() throws IOException {
    return Files.readAllLines(dir.resolve("out.jsonl")).stream()
        .map(line -> Objects.requireNonNull(Json.parse(line.getBytes(UTF_8)), line))
        .toList();
  }

  private long lines() throws IOException {
    Path output = dir.resolve("out.jsonl");
    return Files.exists(output) ? Files.readString(output).lines().count() : 0;
  }

  @Test
  void shouldAnswerEveryLineWhenALimitHasRoomForAFewOnly() throws Exception {
    // Given
    Path config =
        config(
            "batches.",
            """
            providers: {echo: {kind: echo}}
            routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
            tenants: {acme: {limits: [{per: tenant, metric: requests, amount: 20, window: 1s}]}}
            """);
    List<String> input = new ArrayList<>(chats(50));
    input.add(chat("failing", "chat", ",\"echo\":{\"status\":400}"));
    input.add(chat("unknown", "nothing", ""));
    Files.write(dir.resolve("in.jsonl"), input);
    try (Gateway gateway = RealCluster.start(Files.readString(config))) {

      // When
      CommandRun run = CommandRun.of(command(config));

      // Then
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out()).contains("50 of 52 requests have an answer, 2 failed");
      List<JsonNode> output = output();
      assertThat(output).hasSize(52);
      assertThat(output)
          .filteredOn(line -> line.path("custom_id").asText().startsWith("line-"))
          .hasSize(50)
          .allSatisfy(
              line -> {
                assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
                assertThat(line.at("/response/body/choices/0/message/content"))
                    .isEqualTo(line.path("custom_id"));
              });
      assertThat(output)
          .filteredOn(line -> line.at("/response/status_code").asInt() != 200)
          .extracting(
              line -> line.path("custom_id").asText(),
              line -> line.at("/response/status_code").asInt())
          .containsExactlyInAnyOrder(tuple("failing", 400), tuple("unknown", 404));
      assertThat(gateway.notReady()).isEmpty();
    }
  }

  @Test
  void shouldCallNoProviderTwiceWhenItIsStoppedAndKilledAndGoneOnWith() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(50))) {
      Path config =
          config(
              "resumed.",
              """
              providers: {stub: %s}
              routes: {chat: {targets: [{provider: stub, model: swift-1}]}}
              tenants: {acme: {}}
              """
                  .formatted(provider.settings("one")));
      Files.write(dir.resolve("in.jsonl"), chats(300));
      try (Gateway gateway = RealCluster.start(Files.readString(config))) {
        try (ChildJvm stopped = start(config)) {
          await().until(() -> lines() >= 20);
          stopped.terminate();
          assertThat(stopped.awaitEnd(RealCluster.PATIENCE)).isTrue();
        }
        long afterStop = lines();
        try (ChildJvm killed = start(config)) {
          await().until(() -> lines() >= afterStop + 20);
          killed.kill();
        }
        assertThat(lines()).isLessThan(300);
        try (RandomAccessFile file =
            new RandomAccessFile(dir.resolve("out.jsonl").toFile(), "rw")) {
          file.setLength(file.length() - 100);
        }

        // When
        CommandRun run = CommandRun.of(command(config));

        // Then
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(output())
            .extracting(line -> line.path("custom_id").asText())
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, 300).mapToObj(i -> "line-" + i).toList());
        assertThat(output())
            .allSatisfy(
                line -> assertThat(line.at("/response/status_code").asInt()).isEqualTo(200));
        assertThat(provider.asked()).hasSize(300);
        assertThat(gateway.notReady()).isEmpty();
      }
    }
  }

  private ChildJvm start(Path config) throws Exception {
    return ChildJvm.start(
        new ChildJvm.Command(
            "batch run",
            "dev.sluice.cli.Main",
            SmallJvm.CLASS_PATH,
            SmallJvm.options(128),
            command(config, "--in-flight", "10"),
            Map.of()),
        line -> line.startsWith("batch_"),
        RealCluster.PATIENCE,
        line -> {});
  }
}
