package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Right;
import dev.sluice.access.Rights;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.wire.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a broker with TLS, SCRAM and ACLs: with exactly the rights of its role everybody does what
 * they are there for, and the broker has nothing to deny; with one right less they are told which.
 */
class SecuredClusterIT {
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      webhooks: {secrets: {first: {current: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}}}
      tenants: {acme: {}}
      """;

  private static final String PREFIX = "secured.";

  @RegisterExtension static final SecuredCluster CLUSTER = new SecuredCluster();
  @TempDir static Path dir;

  /** A gateway has worked until it was killed, so there are changelogs and groups to ask about. */
  @BeforeAll
  static void work() throws Exception {
    for (Role role : Role.values()) {
      CLUSTER.addUser(role.label());
      CLUSTER.allow(role.label(), rights(role, PREFIX));
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

  @ParameterizedTest
  @EnumSource
  void shouldMissEachRightOfARole(Role role) throws Exception {
    // Given
    String user = "lacking-" + role.label();
    CLUSTER.addUser(user);
    try (Admin admin = checks(user, role, PREFIX).connect()) {
      for (Lack lack : lacks(role)) {
        CLUSTER.allow(user, lack.others());

        // When
        List<Right> missing = checks(user, role, lack.prefix()).missingRights(admin);

        // Then
        assertThat(missing)
            .as("without " + lack.right().describe())
            .singleElement()
            // what may not even be described is missed whole
            .matches(right -> right.only(lack.right().operations()).equals(lack.right()));
      }
    }
  }

  /**
   * One right less.
   *
   * @param right with the operation that is lacking
   * @param others all that the role needs but this operation
   */
  private record Lack(String prefix, Right right, List<Right> others) {}

  /** Each operation of each right: to create is asked of what isn't there, all else of what is. */
  private static List<Lack> lacks(Role role) {
    return Stream.of(PREFIX, "absent.")
        .flatMap(
            prefix ->
                rights(role, prefix).stream()
                    .flatMap(
                        right ->
                            right.operations().stream()
                                .filter(
                                    each -> (each == AclOperation.CREATE) != prefix.equals(PREFIX))
                                .map(operation -> lack(prefix, right, operation, role))))
        .toList();
  }

  private static Lack lack(String prefix, Right right, AclOperation lacking, Role role) {
    List<Right> others = new ArrayList<>(rights(role, prefix));
    others.remove(right);
    others.add(right.only(right.operations().stream().filter(each -> each != lacking).toList()));
    return new Lack(prefix, right.only(Set.of(lacking)), others);
  }

  private static StartChecks checks(String user, Role role, String prefix) {
    return new StartChecks(settings(user, prefix), new TopicNames(prefix), role);
  }

  private static List<String> denials() {
    return Stream.of(Role.values())
        .flatMap(role -> CLUSTER.denials(role.label()).stream())
        .toList();
  }

  private static List<Right> rights(Role role, String prefix) {
    return new Rights(settings(role.label(), prefix)).of(role);
  }

  private static Settings settings(String user, String prefix) {
    return RealCluster.settings(config(user, prefix));
  }

  private static String config(String user, String prefix) {
    return CLUSTER.config(user, prefix, dir.resolve("state"), CONFIG.formatted(prefix));
  }

  private static GatewayProcess gateway() throws Exception {
    return GatewayProcess.start(dir, "run", config(Role.GATEWAY.label(), PREFIX));
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
    Path file =
        Files.writeString(dir.resolve(role.label() + ".yaml"), config(role.label(), PREFIX));
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--config", file.toString()));
    return CommandRun.of(args);
  }
}
