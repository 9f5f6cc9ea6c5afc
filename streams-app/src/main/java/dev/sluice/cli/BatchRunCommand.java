package dev.sluice.cli;

import dev.sluice.batch.run.BatchOptions;
import dev.sluice.batch.run.BatchRun;
import dev.sluice.config.Durations;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.terminal.Progress;
import dev.sluice.terminal.ShutdownSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a batch file, or goes on with it. */
@Command(
    name = "run",
    description = {
      "Send a file's requests, and write their answers to another as they come.",
      "The same command goes on with a batch that was interrupted; nothing is sent twice."
    },
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class BatchRunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Parameters(index = "0", paramLabel = "INPUT", description = "The requests, one JSON per line.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUTPUT", description = "Where answers are appended.")
  private Path output;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that spends.")
  private String tenant;

  @Option(
      names = "--key",
      paramLabel = "K",
      defaultValue = "default",
      description = "The ID of the tenant's key (default: ${DEFAULT-VALUE}).")
  private String keyId;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description =
          "How long it may take, such as 30m or 24h, and at most requests.max_deadline"
              + " (default: 24h, or that).")
  private @Nullable String within;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many requests may be at the gateway at a time (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--max-lines",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "The most requests of a file (default: ${DEFAULT-VALUE}).")
  private int maxLines;

  @Override
  public Integer call() throws Exception {
    BatchOptions options =
        new BatchOptions(
            input,
            output,
            tenant,
            keyId,
            within(),
            atLeastOne("--in-flight", inFlight),
            atLeastOne("--max-lines", maxLines));
    Settings settings = config.load();
    Progress progress = new Progress(System.err, Ansi.AUTO.enabled());
    try (ShutdownSignal signal = ShutdownSignal.forThisThread()) {
      try {
        return run(settings, options, progress).code();
      } catch (Exception failed) {
        progress.clear();
        if (signal.isGiven()) {
          // whatever was interrupted reports it in its own way
          System.err.println("sluice: stopped; the same command goes on with it");
          return ExitStatus.FAILED.code();
        }
        throw failed;
      }
    }
  }

  private ExitStatus run(Settings settings, BatchOptions options, Progress progress)
      throws Exception {
    if (BatchRun.run(
        settings, options, new BatchRun.Console(System.out, progress), InstantSource.system())) {
      return ExitStatus.OK;
    }
    System.err.println(
        "sluice: some requests have not ended, though their time is over; the same command goes on"
            + " with them when a gateway runs");
    return ExitStatus.FAILED;
  }

  private @Nullable Duration within() {
    try {
      return within == null ? null : Durations.parse(within);
    } catch (IllegalArgumentException noTime) {
      throw new ParameterException(
          spec.commandLine(), "--within is a time such as 30m or 24h, not " + within, noTime);
    }
  }

  private int atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " is at least 1, not " + value);
    }
    return value;
  }
}
