package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.access.KafkaFaults;
import dev.sluice.config.ConfigException;
import dev.sluice.demo.DemoCommand;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.Refusals;
import dev.sluice.gateway.StartException;
import dev.sluice.wire.AvroTrust;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Sluice. */
@Command(
    name = "sluice",
    description = "An LLM gateway that runs as an Apache Kafka Streams application.",
    mixinStandardHelpOptions = true,
    version = "sluice 1.0.0-SNAPSHOT")
public final class Main {
  /** For what is refused where a command does not expect it; the parts know the settings. */
  private static final KafkaFaults ANY = new KafkaFaults(Map.of(), List.of());

  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          RunCommand.class,
          TopicsCommand.class,
          AclsCommand.class,
          CapacityCommand.class,
          SendCommand.class,
          BatchCommand.class,
          TailCommand.class,
          TopCommand.class,
          ReplayCommand.class,
          TenantsCommand.class);

  private Main() {}

  public static void main(String[] args) {
    // prompts and answers are in any language, whatever the terminal's locale is
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    // numbers look the same on every machine. And Kafka Streams formats one for each empty input of
    // a task, at each record (PartitionGroup.readyToProcess), for which JDK 17 creates a
    // DecimalFormatSymbols in any other locale
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    AvroTrust.establish();
    Thread.setDefaultUncaughtExceptionHandler(Main::ended);
    System.exit(commandLine(args).execute(args));
  }

  /** The end of a stream thread has been told by whoever decided what follows it. */
  private static void ended(Thread thread, Throwable thrown) {
    if (!thread.getName().contains("-StreamThread-")) {
      LoggerFactory.getLogger(Main.class).error("thread {} ended", thread.getName(), thrown);
    }
  }

  /**
   * Knows the command that is asked for: to learn all of them takes a tenth of a start's time.
   *
   * @param args of the process; if they name no command, all are known
   */
  public static CommandLine commandLine(String... args) {
    List<Class<?>> asked =
        COMMANDS.stream().filter(each -> args.length > 0 && name(each).equals(args[0])).toList();
    return commandLine(asked.isEmpty() ? COMMANDS : asked);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(thrown -> statusOf(thrown).code())
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              Exception end = told(thrown);
              tell(end);
              return statusOf(end).code();
            });
  }

  private static Exception told(Exception thrown) {
    if (thrown instanceof ConfigException || thrown instanceof StartException) {
      return thrown;
    }
    return Refusals.find(ANY, thrown).<Exception>map(refused -> refused).orElse(thrown);
  }

  /** Errors that the user can fix are explained, others come with their stack trace. */
  private static void tell(Exception thrown) {
    if (thrown instanceof ConfigException || thrown instanceof StartException) {
      System.err.println("sluice: " + thrown.getMessage());
    } else {
      LoggerFactory.getLogger(Main.class).error("unforeseen", thrown);
    }
  }

  private static ExitStatus statusOf(Throwable thrown) {
    if (thrown instanceof StartException start) {
      return start.status();
    }
    if (thrown instanceof CommandLine.ParameterException) {
      return ExitStatus.USAGE;
    }
    return thrown instanceof ConfigException ? ExitStatus.CONFIGURATION : ExitStatus.FAILED;
  }
}
