package dev.sluice.cli;

import dev.sluice.access.Role;
import dev.sluice.client.ClientSession;
import dev.sluice.client.Event;
import dev.sluice.client.EventReader;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.wire.TopicNames;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what the gateway commits, until it is stopped. */
@Command(
    name = "tail",
    description = "Follow the gateway's events, one JSON object per line.",
    mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  /** The topics that can be followed, by their names without the prefix. */
  enum Topic {
    POLLING,
    RESULTS,
    ERRORS
  }

  @Mixin private ConfigOption config;

  @Option(names = "--from-beginning", description = "Begin with the oldest event.")
  private boolean fromBeginning;

  @Option(
      names = "--topic",
      paramLabel = "polling|results|errors",
      description = "One topic only; may be repeated.")
  private List<Topic> only = List.of();

  @Option(names = "--tenant", paramLabel = "T", description = "One tenant only.")
  private @Nullable String tenant;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "9223372036854775807",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Exit after this many events.")
  private long max;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    InstantSource clock = InstantSource.system();
    PrintStream out = System.out;
    List<String> topics = topics(new TopicNames(settings.topics().prefix()));
    try (ClientSession session =
            ClientSession.open(settings, new TopicUses(Role.CLIENT, topics, List.of()));
        EventReader reader =
            fromBeginning
                ? EventReader.atBeginning(session, topics, clock)
                : EventReader.atEnd(session, topics, clock)) {
      long printed = 0;
      // an error means that the reader, such as head, went away
      while (printed < max && !out.checkError()) {
        for (Event event : reader.poll(POLL)) {
          if (printed < max && (tenant == null || tenant.equals(event.tenant()))) {
            out.println(EventJson.of(event));
            printed++;
          }
        }
      }
    }
    return ExitStatus.OK.code();
  }

  private List<String> topics(TopicNames names) {
    return (only.isEmpty() ? List.of(Topic.values()) : only)
        .stream()
            .distinct()
            .map(
                topic ->
                    switch (topic) {
                      case POLLING -> names.polling();
                      case RESULTS -> names.results();
                      case ERRORS -> names.errors();
                    })
            .toList();
  }
}
