package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the Compose files fit the code, the configuration that they mount, and themselves. */
class ComposeFilesTest {
  private static final String ONE_BROKER = "docker-compose.yml";
  private static final String THREE_BROKERS = "docker-compose.three-brokers.yml";

  @ParameterizedTest
  @CsvSource({ONE_BROKER + ", 1", THREE_BROKERS + ", 3"})
  void shouldLetTheGatewayFindEachBroker(String file, int brokers) throws IOException {
    // When
    Settings settings = settings(file);

    // Then
    List<String> addresses =
        brokers(file).keySet().stream().map(name -> name + ":19092").sorted().toList();
    assertThat(addresses).hasSize(brokers);
    assertThat(settings.kafka().properties().get("bootstrap.servers"))
        .isEqualTo(String.join(",", addresses));
    assertThat(settings.instance()).isEqualTo("gateway-1");
    assertThat(file(file).at("/services/gateway/ports/0").textValue())
        .endsWith(":" + settings.http().port());
  }

  @ParameterizedTest
  @ValueSource(strings = {ONE_BROKER, THREE_BROKERS})
  void shouldLetEachBrokerKnowAllOthersAndItself(String file) throws IOException {
    // When
    Map<String, JsonNode> brokers = brokers(file);

    // Then
    String voters =
        brokers.entrySet().stream()
            .map(each -> each.getValue().path("KAFKA_NODE_ID").textValue() + "@" + each.getKey())
            .map(voter -> voter + ":9093")
            .sorted()
            .collect(Collectors.joining(","));
    brokers.forEach(
        (name, environment) -> {
          assertThat(environment.path("KAFKA_CONTROLLER_QUORUM_VOTERS").textValue())
              .isEqualTo(voters);
          assertThat(environment.path("KAFKA_ADVERTISED_LISTENERS").textValue())
              .startsWith("INTERNAL://" + name + ":19092,");
          assertThat(file(file).at("/services/" + name + "/hostname").textValue()).isEqualTo(name);
        });
  }

  @Test
  void shouldKeepEveryRecordOnEachBrokerWhenThereAreThree() throws IOException {
    for (JsonNode environment : brokers(THREE_BROKERS).values()) {
      // When
      List<String> factors = new ArrayList<>();
      List<String> inSync = new ArrayList<>();
      environment
          .properties()
          .forEach(
              each -> {
                if (each.getKey().endsWith("REPLICATION_FACTOR")) {
                  factors.add(each.getValue().textValue());
                } else if (each.getKey().endsWith("MIN_ISR")
                    || each.getKey().endsWith("MIN_INSYNC_REPLICAS")) {
                  inSync.add(each.getValue().textValue());
                }
              });

      // Then
      assertThat(factors).hasSize(4).containsOnly("3");
      assertThat(inSync).hasSize(3).containsOnly("2");
    }
    // those of the gateway follow the broker
    assertThat(settings(THREE_BROKERS).topics().replicationFactor()).isEqualTo(-1);
  }

  @Test
  void shouldScrapeTheGateway() throws IOException {
    // When
    JsonNode job = Manifests.read("examples/compose/prometheus.yml").at("/scrape_configs/0");

    // Then
    assertThat(job.at("/static_configs/0/targets/0").textValue())
        .isEqualTo("gateway:" + settings(THREE_BROKERS).http().port());
    assertThat(Manifests.paths()).contains(job.path("metrics_path").textValue());
    assertThat(file(THREE_BROKERS).at("/services/prometheus/volumes/0").textValue())
        .startsWith("./examples/compose/prometheus.yml:");
  }

  private static JsonNode file(String name) {
    try {
      return Manifests.read(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The environments of the services that are brokers, by the services' names. */
  private static Map<String, JsonNode> brokers(String file) {
    Map<String, JsonNode> brokers = new HashMap<>();
    file(file)
        .path("services")
        .properties()
        .forEach(
            service -> {
              JsonNode environment = service.getValue().path("environment");
              if (environment.has("KAFKA_NODE_ID")) {
                brokers.put(service.getKey(), environment);
              }
            });
    return brokers;
  }

  /** The file that the gateway mounts, with what its environment has, and nothing else. */
  private static Settings settings(String file) throws IOException {
    JsonNode gateway = file(file).at("/services/gateway");
    Map<String, String> environment = new HashMap<>();
    environment.put("HOSTNAME", gateway.path("hostname").textValue());
    gateway
        .path("environment")
        .properties()
        .forEach(each -> environment.put(each.getKey(), each.getValue().textValue()));
    String mounted = gateway.at("/volumes/0").textValue();
    String source = mounted.substring(0, mounted.indexOf(':'));
    return SettingsReader.parse(
        Files.readString(Manifests.ROOT.resolve(source)), source, environment);
  }
}
