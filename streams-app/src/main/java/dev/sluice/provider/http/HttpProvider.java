package dev.sluice.provider.http;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.errors.RateLimitReader;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.stream.StreamApi;
import dev.sluice.provider.stream.StreamedReply;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider behind HTTP: encodes with its codec, sends with the engine, decodes with its codec.
 * Everything that leaves it has been redacted. Any thread.
 */
public final class HttpProvider implements Provider {
  /** From the end of an attempt's timeout to its outcome. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final ProviderSettings settings;
  private final HttpRequests requests;
  private final ProviderCodec codec;
  private final HttpTransport transport;
  private final InstantSource clock;
  private final Credentials credentials;
  private final RedactedReplies replies;
  private final HttpOutcomes outcomes;
  private final @Nullable ProviderBatches batches;
  private final Map<String, RateLimits> latest = new ConcurrentHashMap<>();

  /** With the same transport for batches. */
  public HttpProvider(
      ProviderSettings settings,
      ProviderCodec codec,
      HttpTransport transport,
      InstantSource clock,
      UnrecognizedErrors unrecognized) {
    this(settings, codec, transport, () -> transport, clock, unrecognized);
  }

  /**
   * @param batchTransport for the batch endpoints, whose replies may be large; asked for when one
   *     is first used
   */
  public HttpProvider(
      ProviderSettings settings,
      ProviderCodec codec,
      HttpTransport transport,
      Supplier<HttpTransport> batchTransport,
      InstantSource clock,
      UnrecognizedErrors unrecognized) {
    this.settings = settings;
    this.requests = new HttpRequests(settings, codec);
    this.codec = codec;
    this.transport = transport;
    this.clock = clock;
    this.credentials = new Credentials(settings.name(), settings.apiKeys());
    this.replies = new RedactedReplies(settings, codec, clock, unrecognized);
    this.outcomes =
        new HttpOutcomes(replies, new StreamOutcomes(codec, replies, settings.streamIdleTimeout()));
    this.batches = batches(batchTransport);
  }

  private @Nullable ProviderBatches batches(Supplier<HttpTransport> batchTransport) {
    BatchApi api = codec.batches();
    if (api == null) {
      return null;
    }
    BatchCalls calls =
        new BatchCalls(settings.name(), requests, batchTransport, credentials, outcomes, clock);
    return new HttpBatches(api, calls, new BatchRequests(codec, api, replies), outcomes, replies);
  }

  @Override
  public @Nullable ProviderBatches batches() {
    return batches;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    HttpCall call;
    try {
      call = codec.encode(attempt);
    } catch (FailureException unsendable) {
      listener.ended(new Outcome.Failed(AttemptFailures.at(attempt, unsendable.failure())));
      return () -> {};
    } catch (RuntimeException | StackOverflowError unforeseen) {
      listener.ended(new Outcome.Failed(replies.unforeseen(attempt, unforeseen)));
      return () -> {};
    }
    Instant now = clock.instant();
    Credentials.Choice choice = credentials.choose(attempt, now.plus(timeout).plus(LATE), now);
    if (choice instanceof Credentials.None none) {
      listener.ended(
          new Outcome.Failed(
              AttemptFailures.noCredential(attempt, none, credentials.size(), now),
              Evidence.TARGET));
      return () -> {};
    }
    Credential credential = ((Credentials.Chosen) choice).credential();
    URI uri = requests.uri(call);
    HttpRequestFacts request = new HttpRequestFacts(call.method(), uri.toString());
    return transport.send(
        settings.name(),
        uri,
        call,
        requests.headers(call, credential),
        timeout,
        new Receiver(
            attempt,
            credential,
            now,
            listener::deltas,
            end -> {
              Outcome outcome = outcomes.of(attempt, timeout, request, end);
              listener.ended(
                  learned(attempt, credential, now, end, outcome).adjusted(call.adjustments()));
            }));
  }

  @Override
  public Instant usableFrom(Target target, Instant now) {
    return credentials.usableFrom(target.model(), now);
  }

  @Override
  public RateLimits rateLimits(Target target) {
    return latest.getOrDefault(target.model(), RateLimits.NONE);
  }

  private final class Receiver implements HttpReceiver {
    private final Attempt attempt;
    private final @Nullable Credential credential;
    private final Instant startedAt;
    private final Consumer<List<AnswerDelta>> onDeltas;
    private final Consumer<HttpResult> onEnd;

    Receiver(
        Attempt attempt,
        @Nullable Credential credential,
        Instant startedAt,
        Consumer<List<AnswerDelta>> onDeltas,
        Consumer<HttpResult> onEnd) {
      this.attempt = attempt;
      this.credential = credential;
      this.startedAt = startedAt;
      this.onDeltas = onDeltas;
      this.onEnd = onEnd;
    }

    @Override
    public @Nullable StreamedReply streamed(
        int status, Map<String, List<String>> headers, int maxBytes) {
      StreamApi api = codec.stream(attempt);
      if (api == null || status / 100 != 2 || !api.framing().isOf(headers.get("content-type"))) {
        return null;
      }
      // they are of now, and those of a long stream's end would be old
      RateLimits limits = told(attempt, headers);
      if (credential != null) {
        credentials.told(credential, attempt.target().model(), limits, clock.instant());
      }
      StreamedReply reply =
          new StreamedReply(
              api,
              maxBytes,
              new StreamedReply.Times(clock, startedAt, settings.streamIdleTimeout()));
      ToolCallIds ids = new ToolCallIds(attempt);
      reply.tell(deltas -> onDeltas.accept(deltas.stream().map(ids::in).toList()));
      replies.mask(reply);
      return reply;
    }

    @Override
    public void ended(HttpResult end) {
      onEnd.accept(end);
    }
  }

  /** The outcome, after recording what it says about the credential. */
  private Outcome learned(
      Attempt attempt,
      @Nullable Credential credential,
      Instant startedAt,
      HttpResult end,
      Outcome outcome) {
    RateLimits limits =
        end instanceof HttpResult.Replied replied
            ? told(attempt, replied.headers())
            : RateLimits.NONE;
    if (credential == null) {
      return outcome;
    }
    boolean other =
        credentials.ended(credential, attempt, startedAt, outcome, limits, clock.instant());
    return outcome instanceof Outcome.Failed failed ? failed.withOtherCredential(other) : outcome;
  }

  /** What the head of a reply says remains. */
  private RateLimits told(Attempt attempt, Map<String, List<String>> headers) {
    if (ExtraBody.choosesUpstream(attempt)) {
      return RateLimits.NONE;
    }
    RateLimits limits = RateLimitReader.of(headers, clock.instant());
    if (!limits.equals(RateLimits.NONE)) {
      latest.put(attempt.target().model(), limits);
    }
    return limits;
  }
}
