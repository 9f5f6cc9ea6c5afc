package dev.sluice.cli;

import dev.sluice.client.ClientSession;
import dev.sluice.client.Event;
import dev.sluice.client.EventReader;
import dev.sluice.client.Published;
import dev.sluice.client.Publisher;
import dev.sluice.client.RequestLine;
import dev.sluice.client.RequestLines;
import dev.sluice.client.RequestOutcome;
import dev.sluice.client.RequestOutcomes;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.wire.TopicNames;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes requests as any client would. */
@Command(
    name = "send",
    description = "Publish one request, or a file of them.",
    mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin private ConfigOption config;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by Picocli
  private What what;

  @Option(names = "--wait", description = "Wait for the terminal records and print them as JSON.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long to wait at most (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  /** Either a file or one request. */
  static final class What {
    @Option(
        names = "--file",
        required = true,
        paramLabel = "FILE",
        description = "Requests, one JSON object per line, as in examples/demo/requests.jsonl.")
    private @Nullable Path file;

    @ArgGroup(exclusive = false)
    private @Nullable One one;

    private List<RequestLine> lines() throws StartException {
      if (file != null) {
        return RequestLines.read(file, UnaryOperator.identity());
      }
      return List.of(Objects.requireNonNull(one).line());
    }
  }

  /** One request, given by options. */
  static final class One {
    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant, which is the record's key.")
    private String tenant;

    @Option(names = "--model", required = true, paramLabel = "M", description = "The route to use.")
    private String model;

    @Option(names = "--key", paramLabel = "K", description = "The ID of the tenant's key.")
    private @Nullable String keyId;

    @Option(
        names = "--request-id",
        paramLabel = "ID",
        description = "The request's name (default: a random one).")
    private @Nullable String requestId;

    @Option(
        names = "--max-output-tokens",
        paramLabel = "N",
        description = "The maximum tokens of the answer.")
    private @Nullable Integer maxOutputTokens;

    @Parameters(paramLabel = "PROMPT", description = "The prompt.")
    private String prompt;

    private RequestLine line() {
      return RequestLines.ask(tenant, model, prompt, keyId, requestId, maxOutputTokens);
    }
  }

  @Override
  public Integer call() throws Exception {
    List<RequestLine> lines = what.lines();
    Settings settings = config.load();
    InstantSource clock = InstantSource.system();
    PrintStream out = System.out;
    try (ClientSession session = ClientSession.open(settings, uses(settings));
        Publisher publisher = new Publisher(session, clock);
        // before publishing, or an early end would be missed
        EventReader reader = wait ? EventReader.atEnd(session, events(session), clock) : null) {
      List<Published> published = publisher.publish(lines);
      for (Published each : published) {
        out.println(
            "%s of %s: %s, partition %d, offset %d"
                .formatted(
                    Objects.requireNonNullElse(each.line().requestId(), "raw bytes"),
                    each.line().tenant(),
                    session.topics().requests(),
                    each.partition(),
                    each.offset()));
      }
      return (reader == null ? ExitStatus.OK : awaitEnds(published, session, reader, clock, out))
          .code();
    }
  }

  private TopicUses uses(Settings settings) {
    TopicUses all = TopicUses.requests(new TopicNames(settings.topics().prefix()));
    return wait ? all : new TopicUses(all.role(), List.of(), all.written());
  }

  private ExitStatus awaitEnds(
      List<Published> published,
      ClientSession session,
      EventReader reader,
      InstantSource clock,
      PrintStream out) {
    Instant until = clock.instant().plusSeconds(timeoutSeconds);
    List<Event> events = new ArrayList<>();
    Set<Published> printed = new HashSet<>();
    while (printed.size() < published.size()) {
      if (clock.instant().isAfter(until)) {
        System.err.printf(
            "sluice: %d of %d requests have not ended within %d s%n",
            published.size() - printed.size(), published.size(), timeoutSeconds);
        return ExitStatus.FAILED;
      }
      List<Event> more = reader.poll(POLL);
      events.addAll(more);
      if (more.isEmpty()) {
        continue;
      }
      for (RequestOutcome outcome :
          RequestOutcomes.of(published, session.topics().requests(), events)) {
        if (outcome.isEnded() && printed.add(outcome.published())) {
          events.stream()
              .filter(event -> outcome.isEndedBy(event.value()))
              .forEach(event -> out.println(EventJson.of(event)));
        }
      }
    }
    return ExitStatus.OK;
  }

  private static List<String> events(ClientSession session) {
    return List.of(
        session.topics().polling(), session.topics().results(), session.topics().errors());
  }
}
