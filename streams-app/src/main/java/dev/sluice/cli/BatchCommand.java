package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands about files of requests. */
@Command(
    name = "batch",
    description = "Run files of requests in the format of OpenAI's Batch API.",
    mixinStandardHelpOptions = true,
    subcommands = BatchRunCommand.class)
final class BatchCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by Picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a subcommand: run");
  }
}
