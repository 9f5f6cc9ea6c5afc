package dev.sluice.gateway;

import com.google.common.io.MoreFiles;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A real broker and registry, started by the first test class that needs them and stopped after the
 * last one. Each class has topics of its own, by their prefix.
 */
public final class RealCluster implements BeforeAllCallback {
  /** For what a slow machine with other work takes long for; nothing that passes waits so long. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  static final String SECRET = "a secret for tests only";

  /**
   * Put into the store of the launcher's session, which closes it: Surefire runs the classes of a
   * reused fork one by one, and the root store ends with each of them.
   */
  private record Running(Path dir, LocalClusterProcess process) implements AutoCloseable {

    static Running start() {
      try {
        Path dir = Files.createTempDirectory("sluice-cluster");
        return new Running(dir, LocalClusterProcess.start(SmallJvm.cluster(dir)));
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("the tests' cluster did not start", e);
      }
    }

    @Override
    public void close() throws IOException {
      process.close();
      MoreFiles.deleteRecursively(dir);
    }
  }

  private @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(RealCluster.class))
            .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class);
  }

  /** Conditions may use what belongs to the test's thread. */
  static ConditionFactory await() {
    return Awaitility.await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE);
  }

  public String bootstrapServers() {
    return Objects.requireNonNull(running).process().bootstrapServers();
  }

  String registryUrl() {
    return Objects.requireNonNull(running).process().registryUrl();
  }

  /** A port where nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public Client client(String prefix) {
    return new Client(bootstrapServers(), registryUrl(), prefix);
  }

  /** A configuration file: where everything is, then what the test is about. */
  public String config(String prefix, Path stateDir, String rest) {
    return config(prefix, stateDir, bootstrapServers(), registryUrl(), rest);
  }

  public static String config(
      String prefix, Path stateDir, String bootstrapServers, String registryUrl, String rest) {
    return """
        application_id: %sgateway
        instance: test
        state_dir: %s
        kafka:
          bootstrap.servers: %s
        schema_registry:
          url: %s
        polling_ids:
          secrets: {1: %s}
        http:
          port: 0
        """
            .formatted(prefix, stateDir, bootstrapServers, registryUrl, SECRET)
        + rest;
  }

  static Settings settings(String config) {
    return SettingsReader.parse(config, "test.yaml", Map.of());
  }

  /** A gateway in this process, which works on its partitions already. */
  static Gateway start(String config) throws Exception {
    return start(settings(config));
  }

  static Gateway start(Settings settings) throws Exception {
    Gateway gateway = Gateway.start(settings);
    if (!gateway.awaitReady(PATIENCE)) {
      gateway.close();
      throw new IllegalStateException("the gateway did not become ready");
    }
    return gateway;
  }
}
