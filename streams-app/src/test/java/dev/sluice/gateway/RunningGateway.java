package dev.sluice.gateway;

import com.google.common.io.MoreFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway on the real broker for all tests of a class, and a client of its topics. */
final class RunningGateway implements BeforeAllCallback, AfterAllCallback {
  private final RealCluster cluster = new RealCluster();
  private final String prefix;
  private final String config;

  private @Nullable Running running;

  private record Running(Path stateDir, Gateway gateway, Client client) {}

  /**
   * @param config without what {@link RealCluster#config} sets
   */
  RunningGateway(String prefix, String config) {
    this.prefix = prefix;
    this.config = config;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    cluster.beforeAll(context);
    Path stateDir = Files.createTempDirectory("sluice-gateway");
    Gateway gateway = RealCluster.start(cluster.config(prefix, stateDir, config));
    running = new Running(stateDir, gateway, cluster.client(prefix));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (running != null) {
      running.client().close();
      running.gateway().close();
      MoreFiles.deleteRecursively(running.stateDir());
    }
  }

  Client client() {
    return Objects.requireNonNull(running).client();
  }

  int port() {
    return Objects.requireNonNull(running).gateway().port();
  }
}
