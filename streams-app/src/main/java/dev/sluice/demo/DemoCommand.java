package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.client.ClientSession;
import dev.sluice.client.RequestLine;
import dev.sluice.client.RequestLines;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.StartException;
import dev.sluice.terminal.Progress;
import dev.sluice.terminal.ShutdownSignal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Shows a whole gateway on one machine: a real broker, real requests, and their outcomes. */
@Command(
    name = "demo",
    description =
        "Start a local Kafka broker and a gateway, publish a file of requests, and "
            + "show the outcome of each.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int PORT = 8080;
  private static final int SUFFIXES = 36 * 36 * 36 * 36;
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(250);

  @Option(
      names = "--once",
      description =
          "Exit when all requests have ended, with status 0 if each ended as the file "
              + "says, otherwise 1.")
  private boolean once;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory (default: data/demo beside the launcher).")
  private @Nullable Path data;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description =
          "The port of the page and of polling (default: 8080, or a free one if that is "
              + "taken).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      description =
          "The requests, one JSON object per line (default: " + "examples/demo/requests.jsonl).")
  private @Nullable Path requests;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The gateway's configuration (default: examples/demo/demo.yaml).")
  private @Nullable Path config;

  private final PrintStream out = System.out;
  private final boolean coloured = Ansi.AUTO.enabled();
  private final Progress progress = new Progress(System.err, coloured);
  private final Map<String, String> environment = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    try (ShutdownSignal signal = ShutdownSignal.forThisThread()) {
      try {
        return run().code();
      } catch (Exception failed) {
        if (signal.isGiven()) {
          // whatever was interrupted reports it in its own way
          return ExitStatus.OK.code();
        }
        throw failed;
      } finally {
        progress.clear();
      }
    }
  }

  private ExitStatus run() throws Exception {
    String suffix = "-" + Long.toString(System.currentTimeMillis() / 1_000 % SUFFIXES, 36);
    List<RequestLine> lines = RequestLines.read(requestsFile(), id -> id + suffix);
    int port = httpPort == null ? freePort() : requiredPort(httpPort);
    try (DemoState state =
        DemoState.open(shown(data == null ? home().resolve("data/demo") : data))) {
      DemoLog.into(state.gatewayLog());
      environment.put("SLUICE_STATE_DIR", state.streams().toAbsolutePath().toString());
      environment.put("SLUICE_POLLING_SECRET", state.pollingSecret());
      environment.put("SLUICE_HTTP_PORT", String.valueOf(port));
      return onCluster(state, lines);
    }
  }

  private ExitStatus onCluster(DemoState state, List<RequestLine> lines) throws Exception {
    progress.now("starting a Kafka broker and a schema registry");
    try (PrintStream log = new PrintStream(Files.newOutputStream(state.clusterLog()), true, UTF_8);
        LocalClusterProcess cluster = cluster(state, log)) {
      progress.done(
          "broker     %s, schema registry %s"
              .formatted(cluster.bootstrapServers(), cluster.registryUrl()));
      environment.put("SLUICE_BOOTSTRAP_SERVERS", cluster.bootstrapServers());
      environment.put("SLUICE_SCHEMA_REGISTRY_URL", cluster.registryUrl());
      Map<String, String> variables = new HashMap<>(System.getenv());
      variables.putAll(environment);
      Settings settings = SettingsReader.load(configFile(), variables);
      progress.now("starting the gateway");
      try (Gateway gateway = Gateway.start(settings)) {
        return onGateway(gateway, cluster, settings, state, lines);
      } finally {
        progress.clear();
      }
    }
  }

  private ExitStatus onGateway(
      Gateway gateway,
      LocalClusterProcess cluster,
      Settings settings,
      DemoState state,
      List<RequestLine> lines)
      throws Exception {
    try (ClientSession session = ClientSession.open(settings)) {
      awaitReady(gateway);
      String host = settings.http().host();
      URI page =
          URI.create(
              "http://%s:%d/"
                  .formatted(host.equals("0.0.0.0") ? "127.0.0.1" : host, gateway.port()));
      progress.done("gateway    " + page);
      environment.put("SLUICE_HTTP_PORT", String.valueOf(gateway.port()));
      state.writeEnvironment(environment);
      DemoRun.Report report =
          new DemoRun(settings, state, requestsFile(), page, progress).run(lines, session);
      report.print(out, coloured);
      if (!once) {
        stayUp(gateway, cluster, state, page, report);
      }
      progress.now("ending the gateway and the broker");
      return report.mismatches().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    } finally {
      // the parts that stop next wait for one another, and would not if this were still set
      if (Thread.interrupted()) {
        progress.now("ending the gateway and the broker");
      }
    }
  }

  private void awaitReady(Gateway gateway) throws StartException, InterruptedException {
    long until = System.nanoTime() + READY.toNanos();
    while (!gateway.awaitReady(LOOK)) {
      String reasons = String.join(", ", gateway.notReady());
      if (!gateway.isLive() || System.nanoTime() > until) {
        throw new StartException(
            ExitStatus.STREAMS_FAILED, "the gateway does not become ready: " + reasons);
      }
      progress.now("waiting for the gateway: " + reasons);
    }
  }

  /** Returns only by an exception, or when there is nothing left to stay up for. */
  private void stayUp(
      Gateway gateway,
      LocalClusterProcess cluster,
      DemoState state,
      URI page,
      DemoRun.Report report)
      throws StartException, InterruptedException {
    out.println();
    out.println(DemoReport.fact("dashboard", page.toString()));
    out.println(
        DemoReport.fact(
            "events",
            ". %s && %s tail --config %s --from-beginning"
                .formatted(state.environment(), launcher(), configFile())));
    report
        .example()
        .ifPresent(
            answered ->
                out.println(
                    DemoReport.fact(
                        "poll one",
                        DemoPolls.curl(
                            page, answered.tenant(), answered.keyId(), answered.pollingId()))));
    out.println();
    out.println("  Ctrl-C ends the demo.");
    while (gateway.isLive()) {
      if (!cluster.isAlive()) {
        throw new StartException(
            ExitStatus.BROKER_AWAY, "the local cluster has ended; see " + state.clusterLog());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    throw new StartException(
        ExitStatus.STREAMS_FAILED, "Kafka Streams has failed permanently; see the log");
  }

  private static LocalClusterProcess cluster(DemoState state, PrintStream log)
      throws StartException, InterruptedException {
    try {
      return LocalClusterProcess.start(
          LocalClusterProcess.Options.of(
                  state.cluster(), property("sluice.local-cluster.classpath"))
              .withLines(log::println));
    } catch (IOException failed) {
      throw new StartException(ExitStatus.BROKER_AWAY, String.valueOf(failed.getMessage()), failed);
    }
  }

  private static int freePort() throws StartException {
    try {
      return requiredPort(PORT);
    } catch (StartException taken) {
      return 0;
    }
  }

  /** Checked first, since the broker takes seconds to start. */
  private static int requiredPort(int port) throws StartException {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return port == 0 ? 0 : free.getLocalPort();
    } catch (IOException | IllegalArgumentException taken) {
      throw new StartException(
          ExitStatus.HTTP_UNAVAILABLE,
          "can't listen on port "
              + port
              + " ("
              + taken.getMessage()
              + "); choose another --http-port",
          taken);
    }
  }

  private Path requestsFile() throws StartException {
    return shown(requests == null ? home().resolve("examples/demo/requests.jsonl") : requests);
  }

  private Path configFile() throws StartException {
    return shown(config == null ? home().resolve("examples/demo/demo.yaml") : config);
  }

  private static String launcher() throws StartException {
    Path launcher = shown(home().resolve("sluice"));
    return launcher.getNameCount() == 1 ? "./" + launcher : launcher.toString();
  }

  private static Path home() throws StartException {
    return Path.of(property("sluice.home"));
  }

  private static String property(String name) throws StartException {
    String value = System.getProperty(name);
    if (value == null) {
      throw new StartException(
          ExitStatus.USAGE, "the property " + name + " is not set; start the demo with ./sluice");
    }
    return value;
  }

  /** Relative to the working directory, as a user would write it. */
  private static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
  }
}
