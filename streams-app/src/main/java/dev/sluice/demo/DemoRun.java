package dev.sluice.demo;

import dev.sluice.client.ClientSession;
import dev.sluice.client.Published;
import dev.sluice.client.Publisher;
import dev.sluice.client.RequestLine;
import dev.sluice.client.RequestOutcome;
import dev.sluice.client.RequestOutcomes;
import dev.sluice.config.LimitSettings;
import dev.sluice.config.Settings;
import dev.sluice.config.TenantSettings;
import dev.sluice.gateway.StartException;
import dev.sluice.terminal.Progress;
import dev.sluice.v1.CompletionResult;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One pass of a demo over a gateway that is ready: publishes the requests, waits for their
 * outcomes, polls, and reports. One thread.
 */
final class DemoRun {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // as they would arrive; all at once, each one's latency would include all earlier ones
  private static final Duration PAUSE = Duration.ofMillis(25);
  // a rolling window's oldest time bucket, a sixtieth of it, is counted whole
  private static final int SUB_BUCKETS = 60;

  private final Settings settings;
  private final DemoState state;
  private final Path requestsFile;
  private final URI base;
  private final Progress progress;
  private final InstantSource clock = InstantSource.system();

  DemoRun(Settings settings, DemoState state, Path requestsFile, URI base, Progress progress) {
    this.settings = settings;
    this.state = state;
    this.requestsFile = requestsFile;
    this.base = base;
    this.progress = progress;
  }

  /**
   * @param example an answered request, the one with the most attempts
   * @param mismatches what did not end as the file says; empty if all is well
   */
  record Report(
      List<RequestOutcome> outcomes,
      List<String> facts,
      Optional<LastRun.Sample> example,
      List<String> mismatches) {

    void print(PrintStream out, boolean coloured) {
      out.println();
      DemoReport.table(outcomes, coloured).forEach(out::println);
      out.println();
      facts.forEach(out::println);
      List<String> rejections = DemoReport.rejections(outcomes);
      if (!rejections.isEmpty()) {
        out.println();
        out.println("  Rejected with:");
        rejections.forEach(out::println);
      }
      if (!mismatches.isEmpty()) {
        out.println();
        out.println("  Not as expected:");
        mismatches.forEach(mismatch -> out.println("    " + mismatch));
      }
    }
  }

  Report run(List<RequestLine> requests, ClientSession session)
      throws StartException, InterruptedException {
    Optional<LastRun> last = state.lastRun();
    if (last.isPresent()) {
      awaitFreeLimits(last.get().publishedAt().plus(longestWindow()));
    }
    List<RequestOutcome> outcomes;
    DemoPolls.Findings polls;
    DemoPolls http = new DemoPolls(base);
    try (DemoWatcher watcher = new DemoWatcher(session, clock);
        Publisher publisher = new Publisher(session, clock)) {
      Optional<LastRun.Sample> sample = last.flatMap(LastRun::sample);
      warmUp(requests, publisher, session.topics().requests(), watcher);
      // first, since this run may be ended half-way, and its use of the limits would be forgotten
      state.remember(new LastRun(clock.instant(), sample));
      progress.now("publishing");
      List<Published> published = publisher.publish(requests, PAUSE);
      state.remember(new LastRun(clock.instant(), sample));
      progress.done(
          "published  %d requests to %s".formatted(requests.size(), session.topics().requests()));
      outcomes = awaitEnds(published, session.topics().requests(), watcher);
      progress.now("polling over HTTP");
      polls = http.compare(outcomes);
      // anything surplus came late
      outcomes = RequestOutcomes.of(published, session.topics().requests(), watcher.events());
    }
    List<String> mismatches = new ArrayList<>(DemoExpectations.mismatches(outcomes));
    mismatches.addAll(polls.mismatches());
    List<String> facts = new ArrayList<>(DemoReport.totals(outcomes));
    facts.add(
        DemoReport.fact(
            "polled",
            polls.polled(),
            polls.mismatches().isEmpty()
                ? "over HTTP; state and answer are those on the topics"
                : "over HTTP, " + polls.mismatches().size() + " not as on the topics"));
    LastRun.Sample sampled = last.flatMap(LastRun::sample).orElse(null);
    if (sampled != null) {
      facts.add(DemoReport.fact("earlier", earlier(http, sampled, mismatches)));
    }
    Optional<LastRun.Sample> example = example(outcomes);
    if (example.isPresent()) {
      state.remember(new LastRun(clock.instant(), example));
    }
    if (mismatches.isEmpty()) {
      facts.add(DemoReport.fact("expected", "all requests ended as " + requestsFile + " says"));
    }
    progress.clear();
    return new Report(outcomes, facts, example, mismatches);
  }

  /**
   * A JVM that has just started would spend most of each latency on loading classes: first send one
   * request for each route, of tenants whose limits have room.
   */
  private void warmUp(
      List<RequestLine> requests, Publisher publisher, String topic, DemoWatcher watcher)
      throws StartException, InterruptedException {
    List<RequestLine> first = DemoWarmUp.of(requests, settings);
    if (first.isEmpty()) {
      return;
    }
    List<Published> published = publisher.publish(first);
    Instant until = clock.instant().plus(PATIENCE);
    while (!RequestOutcomes.of(published, topic, watcher.events()).stream()
            .allMatch(RequestOutcome::isEnded)
        && clock.instant().isBefore(until)) {
      progress.now("warming up with " + first.size() + " requests");
      TimeUnit.MILLISECONDS.sleep(50);
    }
    progress.done("warmed up  with " + first.size() + " more requests, which only the page counts");
  }

  private void awaitFreeLimits(Instant free) throws InterruptedException {
    while (true) {
      Duration left = Duration.between(clock.instant(), free);
      if (left.isNegative() || left.isZero()) {
        progress.clear();
        return;
      }
      progress.now(
          "the limits of the last run are available again in " + (left.toSeconds() + 1) + " s");
      TimeUnit.MILLISECONDS.sleep(Math.min(1_000, left.toMillis() + 1));
    }
  }

  private Duration longestWindow() {
    return Stream.concat(
            settings.tenants().values().stream(), Stream.ofNullable(settings.unknownTenants()))
        .map(TenantSettings::limits)
        .flatMap(List::stream)
        .map(LimitSettings::window)
        .map(window -> window.length().plus(window.length().dividedBy(SUB_BUCKETS)))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private List<RequestOutcome> awaitEnds(
      List<Published> published, String requests, DemoWatcher watcher)
      throws StartException, InterruptedException {
    Instant until = clock.instant().plus(PATIENCE);
    while (true) {
      List<RequestOutcome> outcomes = RequestOutcomes.of(published, requests, watcher.events());
      long ended = outcomes.stream().filter(RequestOutcome::isEnded).count();
      if (ended == outcomes.size() || clock.instant().isAfter(until)) {
        progress.done("ended      %d of %d".formatted(ended, outcomes.size()));
        return outcomes;
      }
      long decided =
          outcomes.stream().filter(o -> o.decision() != null || o.rejection() != null).count();
      progress.now("%d of %d decided, %d ended".formatted(decided, outcomes.size(), ended));
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Whether a polling ID of the previous run can still be polled. */
  private String earlier(DemoPolls http, LastRun.Sample sample, List<String> mismatches)
      throws InterruptedException {
    String name =
        sample.requestId() + " of the last run, " + DemoReport.shortId(sample.pollingId());
    if (sample.completedAt().plus(settings.view().resultsTtl()).isBefore(clock.instant())) {
      return name + ", has expired and can no longer be polled";
    }
    String difference = http.differenceOfEarlier(sample);
    if (difference.isEmpty()) {
      return name + ", can still be polled";
    }
    mismatches.add("polling " + sample.pollingId() + " of the last run: " + difference);
    return name + ", can no longer be polled";
  }

  private static Optional<LastRun.Sample> example(List<RequestOutcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> outcome.decision() != null && outcome.result() != null)
        .max(Comparator.comparingInt(outcome -> outcome.attempts().size()))
        .map(
            outcome -> {
              CompletionResult result = Objects.requireNonNull(outcome.result());
              return new LastRun.Sample(
                  result.getPollingId(),
                  result.getTenant(),
                  outcome.line().keyId(),
                  result.getRequestId(),
                  result.getCompletedAt());
            });
  }
}
