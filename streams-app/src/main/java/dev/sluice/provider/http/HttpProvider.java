package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.Truncated;
import dev.sluice.provider.errors.ErrorShape;
import dev.sluice.provider.errors.RateLimitReader;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * A provider behind HTTP: encodes with its codec, sends with the engine, decodes with its codec.
 * The only place where a credential meets a request; everything that leaves it has been redacted.
 * Any thread.
 */
public final class HttpProvider implements Provider {
  private static final int MAX_CAUSES = 5;

  /** From the end of an attempt's timeout to its outcome. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final ProviderSettings settings;
  private final URI baseUrl;
  private final ProviderCodec codec;
  private final HttpTransport transport;
  private final InstantSource clock;
  private final UnrecognizedErrors unrecognized;
  private final Credentials credentials;
  private final Map<String, RateLimits> latest = new ConcurrentHashMap<>();
  private final SecretRedactor failureMask;
  private final SecretRedactor answerMask;

  public HttpProvider(
      ProviderSettings settings,
      ProviderCodec codec,
      HttpTransport transport,
      InstantSource clock,
      UnrecognizedErrors unrecognized) {
    this.settings = settings;
    this.baseUrl = Objects.requireNonNull(settings.baseUrl());
    this.codec = codec;
    this.transport = transport;
    this.clock = clock;
    this.unrecognized = unrecognized;
    this.credentials = new Credentials(settings.name(), settings.apiKeys());
    this.failureMask = SecretRedactor.forFailures(settings);
    this.answerMask = SecretRedactor.forAnswers(settings);
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, Consumer<Outcome> onEnd) {
    HttpCall call;
    try {
      call = codec.encode(attempt);
    } catch (FailureException unsendable) {
      onEnd.accept(failed(AttemptFailures.at(attempt, unsendable.failure())));
      return () -> {};
    } catch (RuntimeException | StackOverflowError unforeseen) {
      onEnd.accept(failed(unforeseen(attempt, unforeseen)));
      return () -> {};
    }
    Instant now = clock.instant();
    Credentials.Choice choice = credentials.choose(attempt, now.plus(timeout).plus(LATE), now);
    if (choice instanceof Credentials.None none) {
      onEnd.accept(
          new Outcome.Failed(
              AttemptFailures.noCredential(attempt, none, credentials.size(), now),
              Evidence.TARGET));
      return () -> {};
    }
    Credential credential = ((Credentials.Chosen) choice).credential();
    URI uri = uri(call.path());
    Map<String, String> headers = new HashMap<>(call.headers());
    if (credential != null) {
      Map.Entry<String, String> authorization = codec.authorization(credential.secret());
      headers.put(authorization.getKey(), authorization.getValue());
    }
    settings
        .headers()
        .forEach(
            (name, value) -> {
              headers.keySet().removeIf(name::equalsIgnoreCase);
              headers.put(name, value);
            });
    return transport.send(
        settings.name(),
        uri,
        call,
        headers,
        timeout,
        end -> {
          Outcome outcome =
              outcome(attempt, timeout, new HttpRequestFacts(call.method(), uri.toString()), end);
          onEnd.accept(
              learned(attempt, credential, now, end, outcome).adjusted(call.adjustments()));
        });
  }

  @Override
  public Instant usableFrom(Target target, Instant now) {
    return credentials.usableFrom(target.model(), now);
  }

  @Override
  public RateLimits rateLimits(Target target) {
    return latest.getOrDefault(target.model(), RateLimits.NONE);
  }

  /** The outcome, after recording what it says about the credential. */
  private Outcome learned(
      Attempt attempt,
      @Nullable Credential credential,
      Instant startedAt,
      HttpResult end,
      Outcome outcome) {
    Instant now = clock.instant();
    String model = attempt.target().model();
    RateLimits limits =
        end instanceof HttpResult.Replied replied && !ExtraBody.choosesUpstream(attempt)
            ? RateLimitReader.of(replied.headers(), now)
            : RateLimits.NONE;
    if (!limits.equals(RateLimits.NONE)) {
      latest.put(model, limits);
    }
    if (credential == null) {
      return outcome;
    }
    boolean other = credentials.ended(credential, attempt, startedAt, outcome, limits, now);
    return outcome instanceof Outcome.Failed failed ? failed.withOtherCredential(other) : outcome;
  }

  private Outcome outcome(
      Attempt attempt, Duration timeout, HttpRequestFacts request, HttpResult end) {
    Outcome outcome;
    try {
      outcome = outcome(attempt, timeout, end);
    } catch (RuntimeException | StackOverflowError unforeseen) {
      outcome = failed(unforeseen(attempt, unforeseen));
    }
    if (outcome instanceof Outcome.Failed failed) {
      FailureFacts facts = failed.failure().facts();
      return failed.with(failed.failure().withFacts(facts.withExchange(request, facts.response())));
    }
    return outcome;
  }

  private Outcome outcome(Attempt attempt, Duration timeout, HttpResult end) {
    Target target = attempt.target();
    if (end instanceof HttpResult.Replied replied) {
      return decode(attempt, replied.status(), replied.headers(), replied.body(), false);
    }
    if (end instanceof HttpResult.TooLarge large) {
      return decode(attempt, large.status(), large.headers(), large.begin(), true);
    }
    if (end instanceof HttpResult.Unauthorized unauthorized) {
      return new Outcome.Failed(
          AttemptFailures.at(attempt, unauthorized.failure()), Evidence.TARGET);
    }
    if (end instanceof HttpResult.Broken broken) {
      Failure connection = connection(target, broken.cause());
      return reached(broken) ? failed(connection) : new Outcome.Failed(connection, Evidence.TARGET);
    }
    if (end instanceof HttpResult.BrokenOff broken) {
      Failure connection = connection(target, broken.cause());
      boolean answering = broken.status() >= 200 && broken.status() < 300;
      return failed(
          answering
              ? HttpFailures.brokenOff(
                  attempt,
                  new HttpReply(
                      broken.status(),
                      failureMask.in(broken.headers()),
                      failureMask.in(UTF_8.decode(broken.begin()).toString()),
                      true),
                  connection)
              : connection);
    }
    return failed(
        end instanceof HttpResult.TimedOut
            ? AttemptFailures.timedOut(attempt, timeout)
            : AttemptFailures.cancelled(attempt));
  }

  /** Whether anything of the request may have been read, so that it may be what broke it. */
  private static boolean reached(HttpResult.Broken broken) {
    for (Throwable t = broken.cause(); t != null; t = t.getCause()) {
      if (t instanceof SSLHandshakeException) {
        return false;
      }
    }
    return broken.begun();
  }

  private Failure connection(Target target, Throwable cause) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.CONNECTION,
            "the connection to "
                + target.provider()
                + " failed: "
                + failureMask.in(String.valueOf(cause.getMessage())));
    return new ProviderFailure.Connection(at(target, facts).withCauses(causes(cause, failureMask)));
  }

  private Outcome decode(
      Attempt attempt,
      int status,
      Map<String, List<String>> headers,
      ByteBuffer body,
      boolean cut) {
    String text = UTF_8.decode(body).toString();
    Outcome outcome =
        codec.decode(
            attempt,
            new HttpReply(status, answerMask.in(headers), answerMask.in(text), cut),
            clock.instant());
    if (outcome instanceof Outcome.Failed) {
      HttpReply masked = new HttpReply(status, failureMask.in(headers), failureMask.in(text), cut);
      ErrorShape shape = codec.unrecognized(masked);
      if (shape != null) {
        unrecognized.seen(settings.name(), shape);
      }
      return codec.decode(attempt, masked, clock.instant());
    }
    return outcome;
  }

  private URI uri(String path) {
    String base = baseUrl.toString();
    int query = base.indexOf('?');
    String head = (query < 0 ? base : base.substring(0, query)).replaceAll("/+$", "");
    String own = query < 0 ? "" : base.substring(query);
    return URI.create(head + path + (path.contains("?") ? own.replace('?', '&') : own));
  }

  private Failure unforeseen(Attempt attempt, Throwable unforeseen) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.UNFORESEEN,
            "unforeseen " + unforeseen.getClass().getSimpleName() + " while calling a provider");
    return new ProviderFailure.Unforeseen(
        at(attempt.target(), facts).withCauses(causes(unforeseen, failureMask)));
  }

  private static List<CauseFacts> causes(Throwable thrown, SecretRedactor mask) {
    List<CauseFacts> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && causes.size() < MAX_CAUSES; t = t.getCause()) {
      String message = t.getMessage();
      causes.add(
          new CauseFacts(
              t.getClass().getName(),
              message == null
                  ? null
                  : Truncated.message(mask.in(message), HttpFailures.MESSAGE_BYTES),
              null));
    }
    return causes;
  }

  private static FailureFacts at(Target target, FailureFacts facts) {
    return facts.at(target.provider(), target.model(), target.name());
  }

  private static Outcome failed(Failure failure) {
    return new Outcome.Failed(failure);
  }
}
