package dev.sluice.bench;

import dev.sluice.admission.BusyTenant;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Answer;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Outcome;
import dev.sluice.call.Plan;
import dev.sluice.call.PollingId;
import dev.sluice.call.Progress;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.ProviderFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Ordinary values to measure with: a prompt of 800 characters, an answer of 700, two targets. */
public final class Examples {
  public static final Instant NOW = Instant.ofEpochMilli(BusyTenant.NOW_MS);

  private static final Route ROUTE =
      new Route(
          "chat",
          List.of(target("openai-mini", "openai"), target("azure-mini", "azure")),
          Duration.ofMinutes(2));

  public static final Routes ROUTES = new Routes(List.of(ROUTE));

  public static final Request REQUEST =
      new Request(
          "5f0a4c9e-7f0e-4f2b-9a53-8f2f3b1c7a10",
          "chat",
          List.of(
              Message.text(Role.SYSTEM, "You are the support desk of a locksmith. Be brief."),
              Message.text(
                  Role.USER, "My canal boat is stuck below a closed sluice gate. ".repeat(15))),
          Sampling.NONE.withMaxOutputTokens(1_024),
          null,
          Request.DEFAULT_KEY,
          "u-1842",
          List.of(),
          Map.of("ticket", "T-20117", "team", "support"),
          null,
          0,
          OnLimit.REJECT,
          false);

  public static final Answer ANSWER =
      new Answer(
          "Call the keeper of the gate and wait at the lower landing. ".repeat(12),
          null,
          null,
          List.of(),
          FinishReason.STOP,
          "stop",
          "chatcmpl-9fK2xPq7",
          "gpt-4o-mini-2024-07-18",
          Usage.of(215, 180));

  private Examples() {}

  public static Call queued() {
    AcceptedRequest request =
        AcceptedRequest.of(
            new PollingId("resp_1AaQAAABnqAZ1AAAAAAAAABwd4dQ8mJ0yVbZJ5b3k2m0Q", 3, NOW, 118_004),
            BusyTenant.TENANT_NAME,
            REQUEST,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    return new Call(
        request,
        NOW.plusSeconds(120),
        0,
        7,
        Progress.of(Plan.of(ROUTE, REQUEST, ROUTES, "requests-3@118004")),
        new CallState.Queued());
  }

  /** As a provider's refusal is kept: with its response, and the chain of causes. */
  public static Failure failure() {
    FailureFacts facts =
        FailureFacts.of(FailureType.SERVER_ERROR, "The server had an error; please retry")
            .at("openai", "gpt-4o-mini", "openai-mini")
            .withExchange(
                new HttpRequestFacts("POST", "https://api.openai.com/v1/chat/completions"),
                new HttpResponseFacts(
                    500,
                    Map.of(
                        "content-type",
                        List.of("application/json"),
                        "x-request-id",
                        List.of("req_8a1f02c7")),
                    "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\"}}",
                    false))
            .withCauses(
                CauseFacts.chain(
                    new IOException("stream broke", new SocketTimeoutException("read timed out"))));
    return new ProviderFailure.ServerError(facts);
  }

  /** What comes back of a call's open attempt. */
  public static AttemptReport report(Call call, Outcome outcome) {
    CallState.Owned owned = (CallState.Owned) call.state();
    return new AttemptReport(
        owned.ownerId(),
        call.pollingId(),
        new AttemptRef(
            owned.attemptId(),
            call.started(),
            call.currentTarget().target(),
            "openai",
            "gpt-4o-mini",
            NOW,
            NOW.plusMillis(850)),
        outcome);
  }

  private static Target target(String name, String provider) {
    return new Target(name, provider, "gpt-4o-mini", Sampling.NONE, null, Duration.ofSeconds(60));
  }
}
