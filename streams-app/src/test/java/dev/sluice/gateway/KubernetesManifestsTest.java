package dev.sluice.gateway;

import static dev.sluice.gateway.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.Main;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the manifests in kubernetes/ fit each other, the configuration in them, and the code. */
class KubernetesManifestsTest {
  private static final String POD = "sluice-0";

  private List<JsonNode> manifests;
  private JsonNode statefulSet;
  private JsonNode pod;
  private JsonNode gateway;

  @BeforeEach
  void read() throws IOException {
    manifests = Manifests.readAll("kubernetes");
    statefulSet = only("StatefulSet").path("spec");
    pod = statefulSet.path("template").path("spec");
    gateway = pod.path("containers").path(0);
  }

  @Test
  void shouldReadTheConfigurationWithTheEnvironmentOfThePods() {
    // When
    Settings settings = settings(gateway);

    // Then
    assertThat(settings.instance()).isEqualTo(POD);
    assertThat(settings.http().advertised())
        .isEqualTo(
            "%s.%s:%d"
                .formatted(
                    POD, statefulSet.path("serviceName").textValue(), settings.http().port()));
    assertThat(statefulSet.path("replicas").intValue())
        .isLessThanOrEqualTo(settings.topics().partitions());
    assertThat(settings(job()).topics()).isEqualTo(settings.topics());
  }

  @Test
  void shouldKeepTheStateOnTheVolumeOfThePod() {
    // When
    String claim =
        statefulSet.path("volumeClaimTemplates").path(0).path("metadata").path("name").asText();

    // Then
    assertThat(settings(gateway).stateDir()).startsWithRaw(Path.of(mount(gateway, claim)));
  }

  @Test
  void shouldRunCommandsThatThereAreOnTheFileThatIsMounted() {
    for (JsonNode container : List.of(gateway, job())) {
      // When
      List<String> args = each(container.path("args")).map(JsonNode::textValue).toList();

      // Then
      assertThat(Main.commandLine().getSubcommands()).containsKey(args.get(0));
      assertThat(args.get(2)).isEqualTo(mount(container, "config") + "/sluice.yaml");
    }
  }

  @Test
  void shouldProbeAndScrapePathsOfTheQueryService() throws IOException {
    // When
    List<JsonNode> probes =
        List.of(
            gateway.path("startupProbe"),
            gateway.path("readinessProbe"),
            gateway.path("livenessProbe"));

    // Then
    JsonNode port = gateway.path("ports").path(0);
    JsonNode annotations = statefulSet.path("template").path("metadata").path("annotations");
    assertThat(probes)
        .extracting(probe -> probe.path("httpGet").path("path").textValue())
        .containsExactly("/health/live", "/health/ready", "/health/live")
        .allMatch(Manifests.paths()::contains);
    assertThat(probes)
        .extracting(probe -> probe.path("httpGet").path("port").textValue())
        .containsOnly(port.path("name").textValue());
    assertThat(port.path("containerPort").intValue()).isEqualTo(settings(gateway).http().port());
    assertThat(annotations.path("prometheus.io/port").asInt())
        .isEqualTo(settings(gateway).http().port());
    assertThat(Manifests.paths()).contains(annotations.path("prometheus.io/path").textValue());
  }

  @Test
  void shouldGiveAStopTheTimeThatItTakes() {
    // When
    int grace = pod.path("terminationGracePeriodSeconds").intValue();

    // Then
    int before = gateway.at("/lifecycle/preStop/exec/command/1").asInt();
    assertThat(before).isPositive();
    assertThat((long) grace)
        .isGreaterThan(
            before
                + settings(gateway).dispatch().drain().toSeconds()
                + StreamsProperties.CLOSE_TIMEOUT.toSeconds());
  }

  @Test
  void shouldSelectThePodsOfTheGateway() {
    // When
    JsonNode labels = statefulSet.path("template").path("metadata").path("labels");

    // Then
    assertThat(statefulSet.at("/selector/matchLabels")).isEqualTo(labels);
    assertThat(only("PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(pod.at("/topologySpreadConstraints/0/labelSelector/matchLabels")).isEqualTo(labels);
    assertThat(all("Service"))
        .extracting(service -> service.path("spec").path("selector"))
        .containsExactly(labels, labels);
    assertThat(only("Job").at("/spec/template/metadata/labels")).isNotEqualTo(labels);
  }

  @Test
  void shouldReachEachPodByTheNameOfTheHeadlessService() {
    // When
    List<String> headless =
        all("Service").stream()
            .filter(service -> service.path("spec").path("clusterIP").asText().equals("None"))
            .map(service -> service.path("metadata").path("name").textValue())
            .toList();

    // Then
    assertThat(headless).containsExactly(statefulSet.path("serviceName").textValue());
  }

  @Test
  void shouldRunAsTheUserOfTheImage() throws IOException {
    // When
    String image = Files.readString(Manifests.ROOT.resolve("Dockerfile"));

    // Then
    int user = pod.at("/securityContext/runAsUser").intValue();
    assertThat(image).contains("--uid " + user + " ");
    assertThat(pod.at("/securityContext/fsGroup").intValue()).isEqualTo(user);
    assertThat(only("Job").at("/spec/template/spec/securityContext/runAsUser").intValue())
        .isEqualTo(user);
  }

  @Test
  void shouldHoldNoSecret() {
    // When
    List<JsonNode> environment =
        List.of(gateway, job()).stream().flatMap(each -> each(each.path("env"))).toList();

    // Then
    assertThat(all("Secret")).isEmpty();
    assertThat(environment)
        .isNotEmpty()
        .allMatch(variable -> !variable.at("/valueFrom/secretKeyRef/key").isMissingNode());
  }

  private JsonNode job() {
    return only("Job").at("/spec/template/spec/containers/0");
  }

  /** The file in the ConfigMap, with what a container's environment has, and nothing else. */
  private Settings settings(JsonNode container) {
    Map<String, String> environment = new HashMap<>(Map.of("HOSTNAME", POD));
    each(container.path("env"))
        .forEach(variable -> environment.put(variable.path("name").textValue(), "x".repeat(32)));
    return SettingsReader.parse(
        only("ConfigMap").path("data").path("sluice.yaml").textValue(), "configmap", environment);
  }

  private static String mount(JsonNode container, String volume) {
    return each(container.path("volumeMounts"))
        .filter(mount -> mount.path("name").asText().equals(volume))
        .map(mount -> mount.path("mountPath").textValue())
        .findFirst()
        .orElseThrow();
  }

  private JsonNode only(String kind) {
    List<JsonNode> all = all(kind);
    assertThat(all).as(kind).hasSize(1);
    return Objects.requireNonNull(all.get(0));
  }

  private List<JsonNode> all(String kind) {
    return manifests.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
  }
}
