package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a broker with TLS, SCRAM and ACLs, with exactly the rights of its role, everybody does what
 * they are there for, and the broker has nothing to deny.
 */
class SecuredClusterIT {
  private static final String CONFIG =
      """
      topics: {prefix: secured., partitions: 2}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      webhooks: {secrets: {first: {current: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}}}
      tenants: {acme: {}}
      """;

  private static final String PREFIX = "secured.";

  private static final DocumentedRights RIGHTS =
      new DocumentedRights(
          RealCluster.settings(
              RealCluster.config(
                  PREFIX, Path.of("unused"), "broker:9092", "http://registry", CONFIG)));

  @RegisterExtension static final SecuredCluster CLUSTER = new SecuredCluster();
  @TempDir static Path dir;

  /** A gateway has worked until it was killed. */
  @BeforeAll
  static void work() throws Exception {
    for (Role role : Role.values()) {
      CLUSTER.addUser(role.label());
      CLUSTER.allow(role.label(), RIGHTS.of(role));
    }
    assertThat(run(Role.TOPICS, "topics")).matches(run -> run.status() == 0);
    try (GatewayProcess gateway = gateway()) {
      assertThat(send("r-0")).matches(run -> run.status() == 0);
      gateway.kill();
    }
  }

  @Test
  void shouldServeClientsAndOperatorsWhenEachHasItsRights() throws Exception {
    // Given
    try (GatewayProcess restarted = gateway()) {

      // When
      List<CommandRun> runs =
          List.of(
              send("r-1"),
              run(Role.CLIENT, "tail", "--from-beginning", "--max", "2"),
              set("globex"),
              run(Role.OPERATOR, "tenants", "get", "globex"),
              run(Role.OPERATOR, "tenants", "list"),
              run(Role.OPERATOR, "tenants", "usage", "acme"),
              run(Role.OPERATOR, "tenants", "reset-clock"),
              run(Role.OPERATOR, "tenants", "delete", "globex"),
              run(Role.TOPICS, "topics"));
      restarted.stop();

      // Then
      assertThat(runs).allSatisfy(run -> assertThat(run.status()).as(run.err()).isZero());
      assertThat(denials()).isEmpty();
    }
  }

  private static List<String> denials() {
    return Stream.of(Role.values())
        .flatMap(role -> CLUSTER.denials(role.label()).stream())
        .toList();
  }

  private static String config(Role role) {
    return CLUSTER.config(role.label(), PREFIX, dir.resolve("state"), CONFIG);
  }

  private static GatewayProcess gateway() throws Exception {
    return GatewayProcess.start(dir, "run", config(Role.GATEWAY));
  }

  private static CommandRun send(String requestId) throws Exception {
    return run(
        Role.CLIENT,
        "send",
        "--tenant",
        "acme",
        "--model",
        "chat",
        "--request-id",
        requestId,
        "--wait",
        "What is a sluice?");
  }

  private static CommandRun set(String tenant) throws Exception {
    Path policy = Files.writeString(dir.resolve("policy.yaml"), "{}");
    return run(Role.OPERATOR, "tenants", "set", tenant, "--file", policy.toString());
  }

  private static CommandRun run(Role role, String... command) throws Exception {
    Path file = Files.writeString(dir.resolve(role.label() + ".yaml"), config(role));
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--config", file.toString()));
    return CommandRun.of(args);
  }
}
