package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attempts for tests. */
public final class Attempts {
  private Attempts() {}

  public static Target target(String name, String provider) {
    return new Target(name, provider, "model-x", Sampling.NONE, null, Duration.ofSeconds(20));
  }

  public static Request request(List<Message> messages, @Nullable String extraBody) {
    return request(messages, extraBody, false);
  }

  public static Request request(
      List<Message> messages, @Nullable String extraBody, boolean stream) {
    return new Request(
        "request-1",
        "route",
        messages,
        Sampling.NONE,
        extraBody,
        Request.DEFAULT_KEY,
        null,
        List.of(),
        Map.of(),
        null,
        0,
        OnLimit.REJECT,
        stream);
  }

  /** The same, with an answer that can wait. */
  public static Request batch(Request request) {
    return new Request(
        request.requestId(),
        request.model(),
        request.messages(),
        request.sampling(),
        request.extraBody(),
        request.keyId(),
        request.user(),
        request.fallbacks(),
        request.metadata(),
        request.deadline(),
        request.priority(),
        request.onLimit(),
        request.stream(),
        /* batch= */ true);
  }

  public static Attempt attempt(Target target, Request request) {
    return attempt("attempt-1", 1, target, request, Sampling.NONE);
  }

  public static Attempt attempt(
      String id, int number, Target target, Request request, Sampling sampling) {
    return new Attempt(
        id,
        number,
        CallFixtures.accepted("resp_1", "acme", 3, null),
        target,
        sampling,
        request,
        Instant.now().plusSeconds(60),
        100,
        List.of());
  }

  public static Attempt saying(String text, Target target) {
    return attempt(target, request(List.of(Message.text(Role.USER, text)), null));
  }

  /** One whose request names these parameters. */
  public static Attempt saying(String text, Target target, Sampling requested) {
    Request plain = request(List.of(Message.text(Role.USER, text)), null);
    Request request =
        new Request(
            plain.requestId(),
            plain.model(),
            plain.messages(),
            requested,
            null,
            Request.DEFAULT_KEY,
            null,
            List.of(),
            Map.of(),
            null,
            0,
            OnLimit.REJECT,
            false);
    return attempt("attempt-1", 1, target, request, requested);
  }
}
