package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AclsCommandTest {
  private static final String REST =
      """
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      """;

  @TempDir Path dir;

  @Test
  void shouldPrintACommandForEachRightOfTheRole() throws Exception {
    // When
    CommandRun run = acls("--role", "operator", "--principal", "User:ops");

    // Then
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().filter(line -> !line.startsWith("#")))
        .hasSize(5)
        .first()
        .isEqualTo(
            "kafka-acls.sh --bootstrap-server broker:9092 --add --allow-principal User:ops"
                + " --operation READ --operation WRITE --topic sluice.tenants");
  }

  @Test
  void shouldPrintTheSameForPrograms() throws Exception {
    // When
    CommandRun run = acls("--role", "client", "--principal", "User:app", "--json");

    // Then
    assertThat(run.out().lines())
        .hasSize(5)
        .first()
        .isEqualTo(
            "{\"principal\":\"User:app\",\"resource_type\":\"TOPIC\",\"pattern_type\":\"LITERAL\","
                + "\"resource_name\":\"sluice.requests\",\"operations\":[\"WRITE\"],"
                + "\"why\":\"publishes requests\"}");
  }

  @Test
  void shouldRefuseAPrincipalWithoutAType() throws Exception {
    // When
    CommandRun run = acls("--role", "client", "--principal", "app");

    // Then
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(run.err()).contains("User:app");
  }

  private CommandRun acls(String... options) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            RealCluster.config("sluice.", dir, "broker:9092", "http://registry:8081", REST));
    List<String> args = new ArrayList<>(List.of("acls", "--config", file.toString()));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args);
  }
}
