package dev.sluice.access;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import java.util.Map;

/** Settings by a file that says no more than it has to. */
final class SampleSettings {
  private static final String FILE =
      """
      kafka: {bootstrap.servers: "broker:9092"}
      schema_registry: {url: "http://registry:8081"}
      polling_ids: {secrets: {1: a secret for tests only}}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      """;

  private SampleSettings() {}

  static Settings of(String more) {
    return SettingsReader.parse(FILE + more, "test.yaml", Map.of());
  }
}
