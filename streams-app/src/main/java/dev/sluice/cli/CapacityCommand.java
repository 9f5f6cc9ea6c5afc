package dev.sluice.cli;

import dev.sluice.capacity.Capacity;
import dev.sluice.capacity.Demand;
import dev.sluice.capacity.Figures;
import dev.sluice.gateway.ExitStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a load takes. Reads no configuration and asks no cluster. */
@Command(
    name = "capacity",
    description =
        "Print how many partitions, gateways and brokers a load takes, by the model of"
            + " docs/scaling.md.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class CapacityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--requests-per-second",
      required = true,
      paramLabel = "N",
      description = "At the busiest time.")
  private long requestsPerSecond;

  @Option(
      names = "--tenants",
      required = true,
      paramLabel = "N",
      description = "Tenants that have a policy.")
  private long tenants;

  @Option(
      names = "--prompt-bytes",
      paramLabel = "N",
      description = "Of a request (default: ${DEFAULT-VALUE}).")
  private int promptBytes = 816;

  @Option(
      names = "--answer-bytes",
      paramLabel = "N",
      description = "Of an answer (default: ${DEFAULT-VALUE}).")
  private int answerBytes = 708;

  @Option(
      names = "--answer-seconds",
      paramLabel = "N",
      description = "How long a provider takes (default: ${DEFAULT-VALUE}).")
  private int answerSeconds = 2;

  @Option(
      names = "--view-retention-hours",
      paramLabel = "N",
      description = "The setting view.retention (default: ${DEFAULT-VALUE}).")
  private int viewRetentionHours = 48;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Of every topic (default: ${DEFAULT-VALUE}).")
  private int replicas = 3;

  @Option(
      names = "--standbys",
      paramLabel = "N",
      description = "The setting group.standbys (default: ${DEFAULT-VALUE}).")
  private int standbys = 1;

  @Override
  public Integer call() {
    atLeast("--requests-per-second", requestsPerSecond, 1);
    atLeast("--tenants", tenants, 0);
    atLeast("--prompt-bytes", promptBytes, 0);
    atLeast("--answer-bytes", answerBytes, 0);
    atLeast("--answer-seconds", answerSeconds, 0);
    atLeast("--view-retention-hours", viewRetentionHours, 1);
    atLeast("--replicas", replicas, 1);
    atLeast("--standbys", standbys, 0);
    Demand demand =
        new Demand(
            requestsPerSecond,
            tenants,
            promptBytes,
            answerBytes,
            Duration.ofSeconds(answerSeconds),
            Duration.ofHours(viewRetentionHours),
            replicas,
            standbys);
    Figures.of(Capacity.of(demand))
        .forEach((of, figure) -> System.out.printf("%-36s %12s%n", of, figure));
    return ExitStatus.OK.code();
  }

  private void atLeast(String option, long value, long least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " is at least " + least + ", not " + value);
    }
  }
}
