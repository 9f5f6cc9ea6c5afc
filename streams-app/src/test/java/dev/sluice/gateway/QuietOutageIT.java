package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import dev.sluice.gateway.SecuredCluster.Right;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway writes, and what it computes, in 20 s of an outage: next to nothing. */
@Tag("soak")
class QuietOutageIT {
  private static final int MOST_LINES = 20;

  /** The length of a line's time. */
  private static final int TIME = "00:00:00.000".length();

  /** Of the process, all threads together; one busy loop takes 20 s. */
  private static final Duration MOST_CPU = Duration.ofSeconds(5);

  private static final String PREFIX = "quiet.";
  private static final String REST =
      """
      topics: {prefix: quiet., partitions: 2, create: true}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      webhooks: {secrets: {first: {current: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}}}
      tenants: {acme: {}}
      """;

  private static final DocumentedRights RIGHTS =
      new DocumentedRights(
          RealCluster.settings(
              RealCluster.config(
                  PREFIX, Path.of("unused"), "broker:9092", "http://registry", REST)));

  @RegisterExtension static final SecuredCluster CLUSTER = new SecuredCluster();
  @TempDir Path dir;

  @Test
  void shouldBeQuietWhenNobodyListensAtStart() throws Exception {
    // Given
    String nobody = "127.0.0.1:" + RealCluster.freePort();
    String config = RealCluster.config(PREFIX, dir, nobody, CLUSTER.registryUrl(), REST);

    // When
    QuietRun run = QuietRun.whileStarting(dir, config, "no broker answers");

    // Then
    assertQuiet(run);
  }

  @Test
  void shouldBeQuietWhenTheBrokerSpeaksAnotherProtocol() throws Exception {
    // Given
    String config =
        RealCluster.config(PREFIX, dir, CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), REST);

    // When
    QuietRun run = QuietRun.whileStarting(dir, config, "no broker answers");

    // Then
    assertQuiet(run);
  }

  @Test
  void shouldBeQuietWhenNoRegistryAnswersAtStart() throws Exception {
    // Given
    addUser("starts");
    String registry = "http://127.0.0.1:" + RealCluster.freePort();
    String config =
        CLUSTER.config("starts", PREFIX, dir, REST).replace(CLUSTER.registryUrl(), registry);

    // When
    QuietRun run = QuietRun.whileStarting(dir, config, "waiting for the schema registry");

    // Then
    assertQuiet(run);
  }

  @Test
  void shouldBeQuietNotReadyAndBackWhenARightIsWithdrawnForAWhile() throws Exception {
    // Given
    addUser("loses");
    List<Right> all = RIGHTS.of(Role.GATEWAY);
    List<Right> fewer = new ArrayList<>(all);
    fewer.removeIf(
        right ->
            right.type() == ResourceType.TOPIC
                && right.name().equals(PREFIX + "tenants")
                && right.operation() == AclOperation.READ);
    try (QuietRun.Running gateway =
        QuietRun.start(dir, CLUSTER.config("loses", PREFIX, dir, REST))) {

      // When
      CLUSTER.allow("loses", fewer);
      QuietRun run = gateway.observed();
      String reason = gateway.ready().body();
      CLUSTER.allow("loses", all);

      // Then
      assertQuiet(run);
      assertThat(reason).contains("quiet.tenants");
      RealCluster.await().until(() -> gateway.ready().statusCode() == 200);
    }
  }

  @Test
  void shouldBeQuietNotReadyAndBackWhenItsPasswordIsChangedForAWhile() throws Exception {
    // Given
    addUser("forgotten");
    try (QuietRun.Running gateway =
        QuietRun.start(dir, CLUSTER.config("forgotten", PREFIX, dir, REST))) {

      // When
      CLUSTER.setPassword("forgotten", "another");
      CLUSTER.restart();
      QuietRun run = gateway.observed();
      HttpResponse<String> meanwhile = gateway.ready();
      CLUSTER.setPassword("forgotten", SecuredCluster.PASSWORD);

      // Then
      assertQuiet(run);
      assertThat(run.lines()).extracting(line -> line.substring(TIME)).doesNotHaveDuplicates();
      assertThat(meanwhile.statusCode()).isEqualTo(503);
      assertThat(meanwhile.body()).contains("the password in kafka.sasl.jaas.config");
      RealCluster.await().until(() -> gateway.ready().statusCode() == 200);
    }
  }

  @Test
  void shouldBeQuietWhenBrokerAndRegistryAreKilled() throws Exception {
    // Given
    LocalClusterProcess.Options options = SmallJvm.cluster(dir.resolve("cluster"));
    try (LocalClusterProcess cluster = LocalClusterProcess.start(options);
        QuietRun.Running gateway =
            QuietRun.start(
                dir,
                RealCluster.config(
                    PREFIX, dir, cluster.bootstrapServers(), cluster.registryUrl(), REST))) {

      // When
      cluster.kill();
      QuietRun run = gateway.observed();

      // Then
      assertQuiet(run);
    }
  }

  private static void addUser(String user) throws Exception {
    CLUSTER.addUser(user);
    CLUSTER.allow(user, RIGHTS.of(Role.GATEWAY));
  }

  private static void assertQuiet(QuietRun run) {
    assertThat(run.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
    assertThat(run.cpu()).isLessThan(MOST_CPU);
  }
}
