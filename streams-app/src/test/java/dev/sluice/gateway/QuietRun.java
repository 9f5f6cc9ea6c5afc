package dev.sluice.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a gateway's process does in 20 s, with the log that users see.
 *
 * @param lines without stack traces
 */
record QuietRun(List<String> lines, Duration cpu) {
  private static final Duration OBSERVED = Duration.ofSeconds(20);
  private static final Pattern LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*");

  /** Not that of the tests. */
  private static final String LOG = "-Dlogback.configurationFile=logback.xml";

  /** One that works on partitions. */
  record Running(ChildJvm child, List<String> log) implements AutoCloseable {

    QuietRun observed() throws InterruptedException {
      int before = log.size();
      ProcessHandle process = ProcessHandle.of(child.pid()).orElseThrow();
      Duration cpu = cpuOf(process);
      TimeUnit.SECONDS.sleep(OBSERVED.toSeconds());
      synchronized (log) {
        return of(log.subList(before, log.size()), cpuOf(process).minus(cpu));
      }
    }

    HttpResponse<String> ready() throws IOException, InterruptedException {
      URI gateway = URI.create(child.readyLine().substring("ready ".length()));
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(gateway.resolve("/health/ready")).build(),
              HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
      child.kill();
    }
  }

  static Running start(Path dir, String config) throws Exception {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Path file = Files.writeString(dir.resolve("running.yaml"), config);
    return new Running(
        ChildJvm.start(
            new ChildJvm.Command(
                "the gateway",
                "dev.sluice.cli.Main",
                SmallJvm.CLASS_PATH,
                SmallJvm.options(256, LOG),
                List.of("run", "--config", file.toString()),
                Map.of()),
            line -> line.startsWith("ready "),
            RealCluster.PATIENCE,
            log::add),
        log);
  }

  /**
   * One that can't start.
   *
   * @param first the line from which on it is observed
   */
  static QuietRun whileStarting(Path dir, String config, String first) throws Exception {
    Path file = Files.writeString(dir.resolve("starting.yaml"), config);
    Path log = dir.resolve("starting.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SmallJvm.options(256, LOG));
    command.addAll(List.of("-cp", SmallJvm.CLASS_PATH, "dev.sluice.cli.Main"));
    command.addAll(List.of("run", "--config", file.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      RealCluster.await().until(() -> Files.readString(log, UTF_8).contains(first));
      Duration cpu = cpuOf(process.toHandle());
      TimeUnit.SECONDS.sleep(OBSERVED.toSeconds());
      return of(Files.readAllLines(log, UTF_8), cpuOf(process.toHandle()).minus(cpu));
    } finally {
      process.destroyForcibly();
    }
  }

  private static Duration cpuOf(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static QuietRun of(List<String> log, Duration cpu) {
    return new QuietRun(log.stream().filter(LINE.asMatchPredicate()).toList(), cpu);
  }
}
