package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.SecuredCluster.Right;
import dev.sluice.wire.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * With exactly the rights that are documented, on a broker with TLS, SCRAM and ACLs, everybody does
 * what they are there for, and the broker has nothing to deny.
 */
class SecuredClusterIT {
  private static final TopicNames TOPICS = new TopicNames("secured.");
  private static final DocumentedRights RIGHTS = new DocumentedRights(TOPICS, "secured.gateway");

  private static final String CONFIG =
      """
      topics: {prefix: secured., partitions: 2}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      webhooks: {secrets: {first: {current: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}}}
      tenants: {acme: {}}
      """;

  @RegisterExtension static final SecuredCluster CLUSTER = new SecuredCluster();
  @TempDir static Path dir;

  @BeforeAll
  static void allowWhatIsDocumented() throws Exception {
    allow("creator", RIGHTS.creator());
    allow("gateway", RIGHTS.gateway());
    allow("client", RIGHTS.client());
    allow("operator", RIGHTS.operator());
    assertThat(run("creator", "topics").status()).isZero();
  }

  @Test
  void shouldServeClientsAndOperatorsWhenEachHasItsRights() throws Exception {
    // Given
    try (GatewayProcess gateway = gateway()) {

      // When
      CommandRun sent = send("r-1");
      CommandRun set = set("globex");
      CommandRun usage = run("operator", "tenants", "usage", "acme");
      CommandRun list = run("operator", "tenants", "list");
      CommandRun followed = run("client", "tail", "--from-beginning", "--max", "2");
      gateway.stop();

      // Then
      assertThat(List.of(sent, set, usage, list, followed))
          .allSatisfy(run -> assertThat(run.status()).as(run.err()).isZero());
      assertThat(sent.out()).contains("r-1");
      assertThat(list.out()).contains("acme", "globex");
      assertNothingWasDenied();
    }
  }

  @Test
  void shouldGoOnAfterAKillWhenTheGatewayHasItsRights() throws Exception {
    // Given
    try (GatewayProcess before = gateway()) {
      assertThat(send("r-2").status()).isZero();
      before.kill();
    }

    // When
    try (GatewayProcess after = gateway()) {
      CommandRun sent = send("r-3");
      after.stop();

      // Then
      assertThat(sent.status()).as(sent.err()).isZero();
      assertNothingWasDenied();
    }
  }

  private static void assertNothingWasDenied() {
    assertThat(CLUSTER.denials("gateway")).isEmpty();
    assertThat(CLUSTER.denials("client")).isEmpty();
    assertThat(CLUSTER.denials("operator")).isEmpty();
    assertThat(CLUSTER.denials("creator")).isEmpty();
  }

  private static void allow(String user, List<Right> rights) throws Exception {
    CLUSTER.addUser(user);
    CLUSTER.allow(user, rights);
  }

  private static GatewayProcess gateway() throws Exception {
    return GatewayProcess.start(
        dir, "gateway", CLUSTER.config("gateway", TOPICS.prefix(), dir.resolve("state"), CONFIG));
  }

  private static CommandRun send(String requestId) throws Exception {
    return run(
        "client",
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
    return run("operator", "tenants", "set", tenant, "--file", policy.toString());
  }

  private static CommandRun run(String user, String... command) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve(user + ".yaml"),
            CLUSTER.config(user, TOPICS.prefix(), dir.resolve("state"), CONFIG));
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--config", file.toString()));
    return CommandRun.of(args);
  }
}
