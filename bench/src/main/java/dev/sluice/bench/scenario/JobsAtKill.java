package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpJobs;
import dev.sluice.bench.load.HttpTarget;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.rig.Peer;
import dev.sluice.bench.rig.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** What became of the background responses that a gateway had accepted when it was killed. */
record JobsAtKill(String subject, List<Kill> kills) {
  static final int COUNT = 100;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  record Kill(int accepted, HttpJobs.Fates fates) {}

  JobsAtKill(String subject) {
    this(subject, new ArrayList<>());
  }

  interface Crash {
    /** Ends the process, and starts it again; where it then listens. */
    HttpTarget now() throws Exception;
  }

  /**
   * @param call how long a call takes, none of which has ended at the kill if all are accepted in
   *     less
   */
  void kill(HttpTarget before, Duration call, Crash crash) throws Exception {
    String prompt = Prompt.of(Bench.PROMPT);
    List<HttpJobs.Job> accepted;
    try (HttpJobs jobs = new HttpJobs(before, Peer.SLOW, prompt)) {
      accepted = jobs.create(HttpCell.FOUR, COUNT, call);
    }
    try (HttpJobs jobs = new HttpJobs(crash.now(), Peer.SLOW, prompt)) {
      kills.add(new Kill(accepted.size(), jobs.follow(accepted, PATIENCE)));
    }
  }

  /** Of all kills. */
  Row row() {
    return Row.of(subject)
        .with("accepted", sum(Kill::accepted))
        .with("completed", sum(kill -> kill.fates().completed()))
        .with("failed", sum(kill -> kill.fates().failed()))
        .with("unknown", sum(kill -> kill.fates().lost()))
        .with("never ended", sum(kill -> kill.fates().underWay()))
        .with(
            "s from ready to the last end",
            kills.stream().mapToDouble(kill -> kill.fates().seconds()).max().orElse(Double.NaN))
        .with("kills", kills.size());
  }

  private long sum(ToIntFunction<Kill> count) {
    return kills.stream().mapToInt(count).sum();
  }
}
