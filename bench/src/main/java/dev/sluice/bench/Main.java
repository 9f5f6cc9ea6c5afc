package dev.sluice.bench;

import com.google.common.base.Splitter;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Report;
import dev.sluice.bench.report.ReportFiles;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.Checkout;
import dev.sluice.bench.rig.ClassPaths;
import dev.sluice.bench.scenario.Backlog;
import dev.sluice.bench.scenario.Bench;
import dev.sluice.bench.scenario.Beside;
import dev.sluice.bench.scenario.CallsAfterKill;
import dev.sluice.bench.scenario.CallsInFlight;
import dev.sluice.bench.scenario.Latency;
import dev.sluice.bench.scenario.ManyTenants;
import dev.sluice.bench.scenario.OverHttp;
import dev.sluice.bench.scenario.PartitionsAndGateways;
import dev.sluice.bench.scenario.Payloads;
import dev.sluice.bench.scenario.Polling;
import dev.sluice.bench.scenario.Recovery;
import dev.sluice.bench.scenario.ReplaySpeed;
import dev.sluice.bench.scenario.RestartWithState;
import dev.sluice.bench.scenario.Scale;
import dev.sluice.bench.scenario.Scenario;
import dev.sluice.bench.scenario.Streams;
import dev.sluice.bench.scenario.Throughput;
import dev.sluice.bench.scenario.Turns;
import dev.sluice.wire.AvroTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./sluice bench}: loads a gateway in several ways, and writes down what came of it. */
@Command(
    name = "sluice bench",
    description =
        "Start a broker, a provider and a gateway on this machine, put the gateway under load, and"
            + " write tables and plots.",
    mixinStandardHelpOptions = true,
    version = "sluice 1.0.0-SNAPSHOT",
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new Throughput(),
          new Latency(),
          new CallsInFlight(),
          new Backlog(),
          new ManyTenants(),
          new Polling(),
          new Payloads(),
          new Recovery(),
          new OverHttp(),
          new CallsAfterKill(),
          new PartitionsAndGateways(),
          new RestartWithState(),
          new Streams(),
          new ReplaySpeed());
  private static final int BROKEN = 1;
  private static final int ROUNDS_AGAINST = 5;
  private static final Path HOME = Path.of(System.getProperty("sluice.home", ""));
  private static final Path TARGET = HOME.resolve("target");

  /** Not below the results, which may be a folder of the documentation. */
  private static final Path WORK = TARGET.resolve("bench-work");

  @Option(
      names = "--scenarios",
      split = ",",
      paramLabel = "LETTER",
      description = "Which, such as a,b (default: all).")
  private List<String> scenarios = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: ${DEFAULT-VALUE}).")
  private Path out = TARGET.resolve("bench");

  @Option(names = "--seconds", paramLabel = "N", description = "How long each round is measured.")
  private @Nullable Integer seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second where latency is measured (default: 200).")
  private @Nullable Double rate;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How many rounds each subject has, at most (default: 3; with --against, 5).")
  private @Nullable Integer rounds;

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description =
          "Another checkout of Sluice, whose gateway takes turns with this one's; its launcher builds"
              + " it. Ratios are this build's figures over the other's.")
  private @Nullable Path against;

  @Option(
      names = "--peer",
      paramLabel = "DIR",
      description =
          "A Python environment with LiteLLM's proxy, which scenario p compares; bench/peer/run makes"
              + " one.")
  private @Nullable Path peer;

  @Option(
      names = "--kafka",
      paramLabel = "NAME=VALUE",
      description = "A Kafka setting of the gateway and of the baseline.")
  private Map<String, String> kafka = Map.of();

  @ArgGroup(exclusive = true)
  private @Nullable Size size;

  /** How much of everything. */
  static final class Size {
    @Option(
        names = "--full",
        description = "As the documentation has it, about 80 minutes on two cores (the default).")
    private boolean full;

    @Option(
        names = "--quick",
        description = "A little of everything, to see whether it works: about thirteen minutes.")
    private boolean quick;
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    AvroTrust.establish();
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Instant startedAt = Instant.now();
    List<Scenario> chosen = chosen();
    Scale scale = scale();
    Map<String, String> machine = new LinkedHashMap<>(Machine.facts());
    Build reference = reference(machine);
    String command = "./sluice bench" + String.join("", options());
    List<Outcome> outcomes = new ArrayList<>();
    for (Scenario scenario : chosen) {
      String name = scenario.ids() + ") " + scenario.title();
      say(name);
      Bench bench =
          new Bench(
              ClassPaths.ofLauncher(), reference, scale, kafka, WORK, what -> say("   " + what));
      try {
        outcomes.addAll(
            reference == null || scenario.takesTurns()
                ? scenario.run(bench)
                : Turns.run(scenario, bench));
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception broken) {
        // the others' figures are worth having
        say("   " + name + " broke off: " + broken);
        broken.printStackTrace();
        say("   the processes' logs are in " + WORK);
        outcomes.add(Outcome.broken(scenario.ids(), scenario.title(), broken.toString()));
      }
      // after each, since a run is long
      ReportFiles.write(
          new Report(command, startedAt, machine, outcomes), out, warning -> say("   " + warning));
    }
    say("The results are in " + out.resolve("results.md"));
    return outcomes.stream().anyMatch(outcome -> outcome.tables().isEmpty()) ? BROKEN : 0;
  }

  private List<Scenario> chosen() {
    Set<String> wanted = new LinkedHashSet<>(scenarios);
    List<Scenario> all = new ArrayList<>(SCENARIOS);
    if (peer != null) {
      if (!Files.isExecutable(peer.resolve("bin/litellm"))) {
        throw new ParameterException(
            spec.commandLine(),
            "--peer: " + peer + " has no bin/litellm; bench/peer/run makes such an environment");
      }
      all.add(new Beside(peer));
    }
    List<Scenario> chosen =
        all.stream()
            .filter(
                scenario ->
                    wanted.isEmpty()
                        || Splitter.fixedLength(1)
                            .splitToStream(scenario.ids())
                            .anyMatch(wanted::contains))
            .toList();
    all.forEach(scenario -> Splitter.fixedLength(1).split(scenario.ids()).forEach(wanted::remove));
    if (!wanted.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no scenario %s%s"
              .formatted(wanted, wanted.contains("p") ? "; p needs --peer" : ""));
    }
    return chosen;
  }

  /** Adds which builds they are to the facts. */
  private @Nullable Build reference(Map<String, String> facts)
      throws IOException, InterruptedException {
    if (against == null) {
      return null;
    }
    try {
      Checkout checkout = Checkout.at(against, HOME);
      checkout.build();
      facts.put("this build", Checkout.version(HOME));
      facts.put("the reference build", checkout.version());
      return Build.reference(checkout.gatewayClassPath());
    } catch (Checkout.Unusable unusable) {
      throw new ParameterException(
          spec.commandLine(), "--against: " + unusable.getMessage(), unusable);
    }
  }

  private Scale scale() {
    Scale scale = size != null && size.quick ? Scale.quick() : Scale.full();
    if (seconds != null) {
      scale = scale.withSpan(Duration.ofSeconds(seconds));
    }
    if (rounds != null) {
      if (rounds < 1) {
        throw new ParameterException(spec.commandLine(), "--rounds is at least 1, not " + rounds);
      }
      scale = scale.withRounds(rounds);
    } else if (against != null && (size == null || size.full)) {
      scale = scale.withRounds(ROUNDS_AGAINST);
    }
    return rate == null ? scale : scale.withPerSecond(rate);
  }

  /** Without the folder, which is of no interest to whom repeats it. */
  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (size != null) {
      options.add(size.full ? " --full" : " --quick");
    }
    if (!scenarios.isEmpty()) {
      options.add(" --scenarios " + String.join(",", scenarios));
    }
    if (seconds != null) {
      options.add(" --seconds " + seconds);
    }
    if (rate != null) {
      options.add(" --rate " + rate);
    }
    if (rounds != null) {
      options.add(" --rounds " + rounds);
    }
    if (against != null) {
      options.add(" --against DIR");
    }
    if (peer != null) {
      options.add(" --peer DIR");
    }
    kafka.forEach((name, value) -> options.add(" --kafka " + name + "=" + value));
    return options;
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
