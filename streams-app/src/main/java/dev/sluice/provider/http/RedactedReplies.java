package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Truncated;
import dev.sluice.provider.errors.ErrorShape;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.stream.StreamedReply;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes one provider's replies after its credentials have been redacted in them, and makes
 * failures of what was thrown likewise. Any thread.
 */
final class RedactedReplies {
  private static final int MAX_CAUSES = 5;

  private final String provider;
  private final ProviderCodec codec;
  private final InstantSource clock;
  private final UnrecognizedErrors unrecognized;
  private final SecretRedactor failureMask;
  private final SecretRedactor answerMask;

  RedactedReplies(
      ProviderSettings settings,
      ProviderCodec codec,
      InstantSource clock,
      UnrecognizedErrors unrecognized) {
    this.provider = settings.name();
    this.codec = codec;
    this.clock = clock;
    this.unrecognized = unrecognized;
    this.failureMask = SecretRedactor.forFailures(settings);
    this.answerMask = SecretRedactor.forAnswers(settings);
  }

  /** What the reply, as it came, means. */
  Outcome decode(Attempt attempt, HttpReply reply) {
    HttpReply masked = masked(reply, answerMask);
    Outcome outcome = codec.decode(attempt, masked, clock.instant());
    if (outcome instanceof Outcome.Failed) {
      HttpReply shown = inFailures(reply);
      ErrorShape shape = codec.unrecognized(shown);
      if (shape != null) {
        unrecognized.seen(provider, shape);
      }
      return codec.decode(attempt, shown, clock.instant());
    }
    return outcome;
  }

  /** Has the credentials masked in what is told of the reply while it is read. */
  void mask(StreamedReply reply) {
    SecretWindow.mask(reply, answerMask);
  }

  /** The reply as failures may show it. */
  HttpReply inFailures(HttpReply reply) {
    return masked(reply, failureMask);
  }

  /** The text as failures may show it. */
  String inFailures(String text) {
    return failureMask.in(text);
  }

  private static HttpReply masked(HttpReply reply, SecretRedactor mask) {
    return new HttpReply(
        reply.status(), mask.in(reply.headers()), mask.in(reply.body()), reply.truncated());
  }

  Failure connection(Attempt attempt, Throwable cause) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.CONNECTION,
            "the connection to "
                + attempt.target().provider()
                + " failed: "
                + failureMask.in(String.valueOf(cause.getMessage())));
    return new ProviderFailure.Connection(at(attempt.target(), facts).withCauses(causes(cause)));
  }

  Failure unforeseen(Attempt attempt, Throwable unforeseen) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.UNFORESEEN,
            "unforeseen " + unforeseen.getClass().getSimpleName() + " while calling a provider");
    return new ProviderFailure.Unforeseen(
        at(attempt.target(), facts).withCauses(causes(unforeseen)));
  }

  private List<CauseFacts> causes(Throwable thrown) {
    List<CauseFacts> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && causes.size() < MAX_CAUSES; t = t.getCause()) {
      String message = t.getMessage();
      causes.add(
          new CauseFacts(
              t.getClass().getName(),
              message == null
                  ? null
                  : Truncated.message(failureMask.in(message), HttpFailures.MESSAGE_BYTES),
              null));
    }
    return causes;
  }

  private static FailureFacts at(Target target, FailureFacts facts) {
    return facts.at(target.provider(), target.model(), target.name());
  }
}
