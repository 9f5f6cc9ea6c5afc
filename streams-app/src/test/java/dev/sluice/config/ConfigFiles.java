package dev.sluice.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files for tests: the checked-in examples, and a small sound one to put mistakes into. */
final class ConfigFiles {
  static final String POLLING_SECRET = "correct-horse-battery-staple";
  static final Map<String, String> ENVIRONMENT = Map.of("SLUICE_POLLING_SECRET", POLLING_SECRET);

  /** The least that a gateway needs: 15 lines. */
  static final String MINIMAL =
      """
      kafka:
        bootstrap.servers: localhost:9092
      schema_registry:
        url: http://localhost:8081
      polling_ids:
        secrets:
          1: ${SLUICE_POLLING_SECRET}
      providers:
        local:
          kind: echo
      routes:
        chat:
          targets:
            - provider: local
              model: one
      """;

  private ConfigFiles() {}

  static Settings parse(String yaml) {
    return SettingsReader.parse(yaml, "sluice.yaml", ENVIRONMENT);
  }

  /** The mistakes of a file as the process would print them. */
  static List<String> mistakesIn(String yaml) {
    try {
      parse(yaml);
      return List.of();
    } catch (ConfigException e) {
      return e.mistakes().stream().map(ConfigError::toString).toList();
    }
  }

  static <V> V named(String name, Map<String, V> all) {
    return Objects.requireNonNull(all.get(name), name);
  }

  static Path example(String name) {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("examples")) ? here : here.resolve("..");
    return root.resolve("examples").resolve(name).normalize();
  }

  /** The environment, with something for every variable that the examples name. */
  static Map<String, String> fullEnvironment() {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("OPENAI_API_KEY", "sk-openai-7d1f");
    environment.put("AZURE_OPENAI_API_KEY", "sk-azure-5e2b");
    environment.put("ANTHROPIC_API_KEY", "sk-ant-c40d");
    environment.put("ACME_WEB_API_KEY", "sk-acme-web-9a3c");
    return environment;
  }
}
