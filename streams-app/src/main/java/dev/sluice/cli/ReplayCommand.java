package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.admission.Policy;
import dev.sluice.client.ClientSession;
import dev.sluice.client.TenantPolicies;
import dev.sluice.client.TopicUses;
import dev.sluice.config.PolicyFile;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.history.Replays;
import dev.sluice.replay.Report;
import dev.sluice.replay.Rules;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decides what is on the topics again. */
@Command(
    name = "replay",
    description =
        "Decide recorded requests again, by their own policies or by another, and compare. Reads"
            + " topics only; calls no provider.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "The policy to decide by from --from on, as below a tenant's name in the configuration;"
              + " without it, every tenant has those that it had, and a difference is an error.")
  private @Nullable Path policy;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      description = "Who gets that policy (default: all tenants); may be repeated.")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Count what was decided from then on, such as 2026-11-28T08:00:00Z, or PT24H for a day"
              + " ago (default: everything). What was before is replayed as it was recorded.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Until then (default: until now).")
  private @Nullable String to;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw verdicts and spend over time.")
  private @Nullable Path plot;

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    long fromMs = from == null ? Long.MIN_VALUE : time(from, now).toEpochMilli();
    long toMs = to == null ? Long.MAX_VALUE : time(to, now).toEpochMilli();
    if (policy == null && !only.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--tenant needs --policy");
    }
    Settings settings = config.load();
    Policy other = policy == null ? null : read(policy, settings);
    TopicNames names = new TopicNames(settings.topics().prefix());
    try (ClientSession session = ClientSession.open(settings, TopicUses.history(names));
        TenantPolicies tenants = TenantPolicies.open(session, settings)) {
      Map<String, Policy> newest = new HashMap<>();
      tenants
          .all()
          .forEach((tenant, record) -> newest.put(tenant, PolicyRecords.fromRecord(record)));
      Map<String, Policy> instead = new HashMap<>();
      if (other != null) {
        (only.isEmpty() ? Set.of(Rules.EVERYONE) : only)
            .forEach(tenant -> instead.put(tenant, other));
      }
      Rules rules =
          new Rules(
              settings.unknownTenantPolicy(0).orElse(null),
              settings.dispatch().maxQueuedPerTenant(),
              instead,
              fromMs);
      long start = System.nanoTime();
      Report report =
          new Replays(session, settings, newest, tenants.partitions()).run(rules, fromMs, toMs);
      print(report, Duration.ofNanos(System.nanoTime() - start), other != null);
      boolean same =
          report.tenants().values().stream()
              .allMatch(each -> each.changed() == 0 && each.otherTurns() == 0);
      return (other != null || same ? ExitStatus.OK : ExitStatus.FAILED).code();
    }
  }

  private void print(Report report, Duration took, boolean other) throws IOException {
    if (json) {
      System.out.println(ReplayText.json(report));
    } else {
      List<String> lines = ReplayText.table(report, took, other);
      lines.forEach(System.out::println);
    }
    if (plot != null) {
      ReplayPlot.draw(report.series(), plot);
    }
  }

  private Instant time(String text, Instant now) {
    try {
      return text.startsWith("P") ? now.minus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeParseException | ArithmeticException neither) {
      throw new ParameterException(
          spec.commandLine(),
          "'"
              + text
              + "' is neither a time such as 2026-11-28T08:00:00Z nor a duration such as"
              + " PT24H",
          neither);
    }
  }

  private static Policy read(Path file, Settings settings) throws StartException {
    try {
      return PolicyFile.parse(
          Files.readString(file, UTF_8), file.toString(), settings, System.getenv());
    } catch (IOException unreadable) {
      throw new StartException(ExitStatus.CONFIGURATION, file + ": can't be read", unreadable);
    }
  }
}
