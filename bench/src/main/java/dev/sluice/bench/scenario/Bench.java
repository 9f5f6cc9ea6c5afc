package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.ClassPaths;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Prompt;
import dev.sluice.bench.rig.Rig;
import dev.sluice.v1.CompletionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What scenarios have in common.
 *
 * @param reference the build that this one is compared with, if any
 * @param kafka settings of the gateway's and the baseline's clients
 * @param work for data and logs of processes
 * @param progress told what is being done, a line at a time
 */
public record Bench(
    ClassPaths classPaths,
    @Nullable Build reference,
    Scale scale,
    Map<String, String> kafka,
    Path work,
    Consumer<String> progress) {
  /** With what goes with it, a record of about 1 KB; its answer is alike. */
  public static final int PROMPT = 800;

  public static final int ANSWER = 700;

  private static final int TENANTS = 64;

  /** Of a process's CPU, what may go into compiling when it is measured. */
  private static final double WARM = 0.05;

  private static final int PIECES = 3;

  /** How many times as long the longest warm-up is as the shortest. */
  private static final int LONGER = 4;

  /** With the reference build in this one's place, and none to compare it with. */
  Bench ofReference() {
    String gateway = Objects.requireNonNull(reference).classPath();
    return new Bench(
        new ClassPaths(gateway, List.of(), classPaths.cluster(), classPaths.bench()),
        null,
        scale,
        kafka,
        work.resolve("reference"),
        what -> tell("reference: " + what));
  }

  Bench alone() {
    return new Bench(classPaths, null, scale, kafka, work, progress);
  }

  Bench withRounds(int rounds) {
    return new Bench(classPaths, reference, scale.withRounds(rounds), kafka, work, progress);
  }

  /** Whatever is to be measured in turns: this build, then the reference, if there is one. */
  List<Build> builds() {
    Build own = Build.own(classPaths);
    return reference == null ? List.of(own) : List.of(own, reference);
  }

  Rig rig(String scenario) throws IOException, InterruptedException {
    return Rig.start(
        classPaths, kafka, work.resolve("data-" + scenario), work.resolve("logs-" + scenario));
  }

  /** Of 64 tenants, with a prompt of the usual size. */
  static Requests requests(Rig rig) {
    return requests(rig, tenants(), PROMPT);
  }

  static Tenants tenants() {
    return Tenants.spread(TENANTS, GatewayConfig.PARTITIONS);
  }

  /**
   * At full speed: at a rate at which latency is measured, compilation would take minutes. Goes on
   * until little is compiled any more: a machine that is busy with others takes minutes for it.
   */
  static void warmUp(Bench bench, List<LoadClient> clients) throws InterruptedException {
    bench.tell("warming up");
    for (LoadClient client : clients) {
      warmUp(bench, piece -> client.saturate(bench.scale().window(), Duration.ZERO, piece));
    }
  }

  /** Full load on one subject. */
  interface FullLoad {
    Round saturate(Duration span) throws InterruptedException;
  }

  static void warmUp(Bench bench, FullLoad load) throws InterruptedException {
    Duration least = bench.scale().warmUp();
    Duration most = least.multipliedBy(LONGER);
    Duration piece = least.dividedBy(PIECES);
    Duration spent = Duration.ZERO;
    Round round;
    double compiling;
    do {
      round = load.saturate(piece);
      compiling = Rows.compiling(List.of(round));
      spent = spent.plus(piece);
    } while (spent.compareTo(least) < 0 || (compiling > WARM && spent.compareTo(most) < 0));
    bench.tell(
        "%s: after %d s, %.0f %% of its CPU compiles"
            .formatted(round.subject().name(), spent.toSeconds(), 100 * compiling));
  }

  static Requests requests(Rig rig, Tenants tenants, int promptCharacters) {
    return new Requests(
        rig.wire().serializer(CompletionRequest.class),
        GatewayConfig.TOPICS.requests(),
        GatewayConfig.ROUTE,
        tenants,
        Prompt.of(promptCharacters));
  }

  static LoadClient client(Rig rig, Subject subject, Requests requests, int lingerMs) {
    return new LoadClient(rig.bootstrapServers(), subject, requests, rig.meter(), lingerMs);
  }

  void tell(String what) {
    progress.accept(what);
  }
}
