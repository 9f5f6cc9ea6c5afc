package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.access.Role;
import dev.sluice.gateway.SecuredCluster.Right;
import dev.sluice.wire.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each documented right is missed, by its name and with its own status, when it is not given. */
class MissingRightsIT {
  private static final TopicNames TOPICS = new TopicNames("rights.");

  private static final String CONFIG =
      """
      start_timeout: 30s
      topics: {prefix: rights., partitions: 2}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      webhooks: {secrets: {first: {current: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}}}
      tenants: {acme: {}}
      """;

  private static final DocumentedRights RIGHTS =
      new DocumentedRights(
          RealCluster.settings(
              RealCluster.config(
                  TOPICS.prefix(), Path.of("unused"), "broker:9092", "http://registry", CONFIG)));

  @RegisterExtension static final SecuredCluster CLUSTER = new SecuredCluster();
  @TempDir static Path dir;

  @BeforeAll
  static void runOnceWithAllRights() throws Exception {
    CLUSTER.addUser("whole");
    CLUSTER.addUser("lacking");
    CLUSTER.allow("whole", RIGHTS.of(Role.TOPICS));
    assertThat(run("whole", "topics").status()).isZero();
    CLUSTER.allow("whole", RIGHTS.of(Role.GATEWAY));
    try (Gateway gateway = start("whole", CONFIG)) {
      assertThat(gateway.awaitReady(Duration.ofMinutes(1))).isTrue();
    }
  }

  /** CREATE is missed only where something is still to be created. */
  static Stream<Arguments> rights() {
    return Arrays.stream(Role.values())
        .flatMap(
            role ->
                RIGHTS.of(role).stream()
                    .filter(right -> right.operation() != AclOperation.CREATE)
                    .map(right -> Arguments.of(role, right)));
  }

  @ParameterizedTest
  @MethodSource("rights")
  void shouldNameTheRightThatIsMissing(Role role, Right right) throws Exception {
    // Given
    CLUSTER.allow("lacking", without(role, right::equals));

    // When
    CommandRun run = run("lacking", "topics", "--check", "--role", role.label());

    // Then
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.NOT_AUTHORIZED.code());
    assertThat(run.err().lines().filter(line -> line.contains("grant it: kafka-acls.sh")))
        .singleElement()
        .asString()
        .contains("--operation " + right.operation().name(), " " + right.name());
  }

  @Test
  void shouldNotStartAGatewayThatMayNotReadTenants() throws Exception {
    // Given
    CLUSTER.allow(
        "lacking", without(Role.GATEWAY, Right.topic("rights.tenants", AclOperation.READ)::equals));

    // When
    StartException refused = refusal("lacking", CONFIG);

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.NOT_AUTHORIZED);
    assertThat(refused).hasMessageContaining("may not READ topic rights.tenants");
  }

  @Test
  void shouldNotStartAGatewayThatMayNotCreateItsChangelogs() throws Exception {
    // Given
    List<Right> rights = new ArrayList<>();
    for (Right right : without(Role.GATEWAY, each -> each.operation() == AclOperation.CREATE)) {
      String name = right.name().replace("rights.gateway", "rights.another");
      rights.add(new Right(right.type(), name, right.pattern(), right.operation()));
    }
    CLUSTER.allow("lacking", rights);

    // When
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () ->
                Gateway.start(
                        RealCluster.settings(
                            config("lacking", CONFIG).replace("rights.gateway", "rights.another")))
                    .close());

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.NOT_AUTHORIZED);
    assertThat(refused)
        .hasMessageContaining("may not CREATE each topic that begins with rights.another-");
  }

  @Test
  void shouldEndAGatewayWhoseFirstUseShowsTheMissingRight() throws Exception {
    // Given
    List<Right> rights =
        without(Role.GATEWAY, each -> each.type() == ResourceType.TRANSACTIONAL_ID);
    RIGHTS.of(Role.GATEWAY).stream()
        .filter(each -> each.type() == ResourceType.TRANSACTIONAL_ID)
        .forEach(
            each ->
                rights.add(
                    new Right(each.type(), each.name(), each.pattern(), AclOperation.DESCRIBE)));
    CLUSTER.allow("lacking", rights);

    // When
    StartException refused;
    try (Gateway gateway = start("lacking", CONFIG)) {
      refused = gateway.awaitFailure();
    }

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.NOT_AUTHORIZED);
    assertThat(refused).hasMessageContaining("--operation WRITE --transactional-id");
  }

  @Test
  void shouldRefuseTopicsToWhoeverMayNotCreateThem() throws Exception {
    // Given
    CLUSTER.allow("lacking", RIGHTS.of(Role.TOPICS));

    // When
    CommandRun run = runOn("lacking", CONFIG.replace("prefix: rights.", "prefix: none."), "topics");

    // Then
    assertThat(run.status()).isEqualTo(ExitStatus.NOT_AUTHORIZED.code());
    assertThat(run.err()).contains("CREATE, DESCRIBE, DESCRIBE_CONFIGS topic none.requests");
  }

  @Test
  void shouldTellAWrongPasswordAtOnce() throws Exception {
    // When
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () ->
                Gateway.start(
                        RealCluster.settings(
                            config("whole", CONFIG).replace(SecuredCluster.PASSWORD, "another")))
                    .close());

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.AUTHENTICATION_FAILED);
    assertThat(refused).hasMessageContaining("kafka.sasl.jaas.config");
  }

  private static List<Right> without(Role role, Predicate<Right> lacking) {
    return new ArrayList<>(RIGHTS.of(role).stream().filter(lacking.negate()).toList());
  }

  private static String config(String user, String rest) {
    return CLUSTER.config(user, TOPICS.prefix(), dir.resolve("state"), rest);
  }

  private static Gateway start(String user, String rest) throws Exception {
    return Gateway.start(RealCluster.settings(config(user, rest)));
  }

  private static StartException refusal(String user, String rest) {
    return catchThrowableOfType(StartException.class, () -> start(user, rest).close());
  }

  private static CommandRun run(String user, String... command) throws Exception {
    return runOn(user, CONFIG, command);
  }

  private static CommandRun runOn(String user, String rest, String... command) throws Exception {
    Path file = Files.writeString(dir.resolve(user + ".yaml"), config(user, rest));
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--config", file.toString()));
    return CommandRun.of(args);
  }
}
