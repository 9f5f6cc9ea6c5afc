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

  private static final String STREAMS_PREFIX = "streams.";
  private static final String STREAMS =
      CONFIG.replace("prefix: secured.", "prefix: streams.") + "group: {protocol: streams}\n";

  private static final DocumentedRights RIGHTS = rights(PREFIX, CONFIG);

  private static DocumentedRights rights(String prefix, String rest) {
    return new DocumentedRights(
        RealCluster.settings(
            RealCluster.config(prefix, Path.of("unused"), "broker:9092", "http://registry", rest)));
  }

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
              run(Role.REPLAY, "replay"),
              run(Role.TOPICS, "topics"));
      restarted.stop();

      // Then
      assertThat(runs).allSatisfy(run -> assertThat(run.status()).as(run.err()).isZero());
      assertThat(denials()).isEmpty();
    }
  }

  @Test
  void shouldServeClientsUnderTheStreamsProtocolWhenEachHasItsRights() throws Exception {
    // Given
    DocumentedRights rights = rights(STREAMS_PREFIX, STREAMS);
    for (Role role : List.of(Role.TOPICS, Role.GATEWAY, Role.CLIENT)) {
      CLUSTER.addUser(streams(role));
      CLUSTER.allow(streams(role), rights.of(role));
    }
    assertThat(runStreams(Role.TOPICS, "topics")).matches(run -> run.status() == 0);
    try (GatewayProcess gateway =
        GatewayProcess.start(dir, "streams", streamsConfig(Role.GATEWAY))) {

      // When
      CommandRun sent =
          runStreams(Role.CLIENT, "send", "--tenant", "acme", "--model", "chat", "--wait", "Why?");
      gateway.stop();

      // Then
      assertThat(sent.status()).as(sent.err()).isZero();
      assertThat(CLUSTER.denials(streams(Role.GATEWAY))).isEmpty();
    }
  }

  private static String streams(Role role) {
    return "streams-" + role.label();
  }

  private static String streamsConfig(Role role) {
    return CLUSTER.config(streams(role), STREAMS_PREFIX, dir.resolve("streams-state"), STREAMS);
  }

  private static CommandRun runStreams(Role role, String... command) throws Exception {
    return run(streams(role), streamsConfig(role), command);
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
    return run(role.label(), config(role), command);
  }

  private static CommandRun run(String user, String config, String... command) throws Exception {
    Path file = Files.writeString(dir.resolve(user + ".yaml"), config);
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--config", file.toString()));
    return CommandRun.of(args);
  }
}
