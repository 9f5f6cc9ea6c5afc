package dev.sluice.provider.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.json.Json;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.http.AttemptFailures;
import dev.sluice.provider.http.HttpReply;
import dev.sluice.provider.http.ProviderCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The built-in provider: answers with the text of the last user message, without a network, and can
 * be told to be slow or to fail ({@link EchoDirectives}). Deterministic: an attempt's outcome
 * depends on its values alone. Its failures go through the same code as a real provider's. An
 * answer that is asked for as a stream is written word by word over its delay.
 *
 * <p>A token is four characters of text, the last one any rest: the input's are counted over all
 * messages, the output's over the answer, which ends at its maximum tokens.
 */
public final class Echo implements Provider {
  private static final int TOKEN_CHARS = 4;

  private final ScheduledExecutorService scheduler;
  private final InstantSource clock;
  private final ProviderCodec codec;

  /**
   * @param scheduler shared by all echoes, not stopped here
   * @param codec of the API whose failures it imitates
   */
  public Echo(ScheduledExecutorService scheduler, InstantSource clock, ProviderCodec codec) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.codec = codec;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    AtomicBoolean ended = new AtomicBoolean();
    Consumer<Outcome> once =
        outcome -> {
          if (ended.compareAndSet(false, true)) {
            listener.ended(outcome);
          }
        };
    try {
      EchoDirectives directives = EchoDirectives.of(attempt);
      Duration delay =
          directives.fault() == EchoDirectives.Fault.TIMEOUT
                  || directives.delay().compareTo(timeout) >= 0
              ? timeout
              : directives.delay();
      boolean timesOut = delay.equals(timeout);
      boolean streams = attempt.streams() && directives.answers();
      EchoStream stream =
          new EchoStream(
              streams ? String.valueOf(answer(attempt, directives).text()) : "",
              directives.delay(),
              listener,
              clock);
      stream.begin(scheduler);
      var task =
          scheduler.schedule(
              () -> {
                Outcome outcome =
                    timesOut
                        ? new Outcome.Failed(AttemptFailures.timedOut(attempt, timeout))
                        : outcome(attempt, directives, clock.instant());
                if (!timesOut) {
                  stream.writeRest();
                }
                once.accept(outcome.timed(stream.close()));
              },
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
      return () -> {
        task.cancel(false);
        once.accept(new Outcome.Failed(AttemptFailures.cancelled(attempt)).timed(stream.close()));
      };
    } catch (FailureException badOrder) {
      once.accept(new Outcome.Failed(AttemptFailures.at(attempt, badOrder.failure())));
    } catch (IllegalStateException | RejectedExecutionException broken) {
      once.accept(
          new Outcome.Failed(
              new GatewayFailure.Internal(
                  AttemptFailures.facts(
                      attempt,
                      FailureType.INTERNAL,
                      "the echo can't run: " + broken.getMessage()))));
    }
    return () -> {};
  }

  private Outcome outcome(Attempt attempt, EchoDirectives directives, Instant now) {
    if (directives.fault() == EchoDirectives.Fault.CONNECTION) {
      return new Outcome.Failed(
          new ProviderFailure.Connection(
              AttemptFailures.facts(
                  attempt,
                  FailureType.CONNECTION,
                  "the connection to " + attempt.target().provider() + " failed, as ordered")));
    }
    if (directives.fault() == EchoDirectives.Fault.MOCK) {
      return new Outcome.Failed(mock(attempt, directives));
    }
    if (directives.fault() != null) {
      String body =
          directives.fault() == EchoDirectives.Fault.EMPTY ? "" : "<html>as ordered</html>";
      return codec.decode(attempt, new HttpReply(200, Map.of(), body, false), now);
    }
    return directives.status() == 200
        ? new Outcome.Answered(answer(attempt, directives))
        : codec.decode(attempt, refusal(directives), now);
  }

  /** For tests of what follows a failure; can't be confused with a real provider's failure. */
  private static Failure mock(Attempt attempt, EchoDirectives directives) {
    FailureFacts facts =
        AttemptFailures.facts(attempt, FailureType.MOCK, "the echo was ordered to fail")
            .withRetryAfter(directives.retryAfter());
    return new ProviderFailure.Mock(
        directives.status() < 400 ? facts : facts.withStatus(directives.status()));
  }

  private static HttpReply refusal(EchoDirectives directives) {
    Map<String, List<String>> headers = new TreeMap<>();
    headers.put("content-type", List.of("application/json"));
    if (directives.retryAfter() != null) {
      headers.put("retry-after-ms", List.of(String.valueOf(directives.retryAfter().toMillis())));
    }
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", "the echo was ordered to answer " + directives.status())
        .put("code", directives.code());
    return new HttpReply(directives.status(), headers, body.toString(), false);
  }

  private static Answer answer(Attempt attempt, EchoDirectives directives) {
    String text = directives.text() == null ? lastUserText(attempt) : directives.text();
    Integer maxOutputTokens =
        attempt.sampling().orElse(attempt.target().sampling()).maxOutputTokens();
    long most = maxOutputTokens == null ? Long.MAX_VALUE : Math.max(0, maxOutputTokens);
    boolean cut = tokens(text) > most;
    String answer = cut ? begin(text, (int) most * TOKEN_CHARS) : text;
    long input = attempt.request().messages().stream().mapToLong(m -> tokens(text(m))).sum();
    return new Answer(
        answer,
        null,
        null,
        List.of(),
        cut ? FinishReason.LENGTH : FinishReason.STOP,
        cut ? "length" : "stop",
        "echo-" + attempt.attemptId(),
        attempt.target().model(),
        Usage.of(input, tokens(answer)));
  }

  private static String begin(String text, int chars) {
    boolean splitsPair = chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1));
    return text.substring(0, splitsPair ? chars - 1 : chars);
  }

  private static long tokens(String text) {
    return ((long) text.length() + TOKEN_CHARS - 1) / TOKEN_CHARS;
  }

  private static String lastUserText(Attempt attempt) {
    List<Message> messages = attempt.request().messages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role() == Role.USER) {
        return text(messages.get(i));
      }
    }
    return "";
  }

  private static String text(Message message) {
    return message.parts().stream()
        .map(part -> part instanceof ContentPart.Text text ? text.text() : "")
        .collect(Collectors.joining());
  }
}
