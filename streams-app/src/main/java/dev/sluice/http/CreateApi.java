package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.AnswerMode;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.ResponseNames;
import dev.sluice.http.openai.ResponseRequests;
import dev.sluice.json.Json;
import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.RequestProblems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests by {@code POST /v1/responses}: publishes each as any client would, then waits for
 * its decision. Runs on the server's threads, and blocks none of them.
 */
public final class CreateApi implements Endpoints {
  private static final Logger log = LoggerFactory.getLogger(CreateApi.class);
  private static final int MAX_ID = 256;

  private final Authenticator authenticator;
  private final RequestPublisher publisher;
  private final AdmissionResultsApi decisions;
  private final CreateOperation.Parts parts;
  private final WaiterRegistry waiting;
  private final InstantSource clock;
  private final LogLimiter lines = new LogLimiter();
  private final SdkRetries retries = new SdkRetries();

  public CreateApi(
      ApiKeys keys,
      RequestPublisher publisher,
      AnswerSources sources,
      PollHandler polls,
      CreationSettings settings) {
    AdmissionResultFinder finder = new AdmissionResultFinder(sources);
    this.authenticator = new Authenticator(keys);
    this.publisher = publisher;
    this.waiting = polls.waiting();
    this.decisions = new AdmissionResultsApi(sources.peers(), finder, waiting);
    this.parts =
        new CreateOperation.Parts(
            sources, polls.retrieval(), polls.asked(), finder, waiting, settings);
    this.clock = sources.clock();
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/v1/responses", authenticator.known(this::create));
    decisions.addTo(routes);
  }

  private void create(Context ctx, Principal principal) throws BadParameter, IOException {
    byte[] body = RequestBody.read(ctx, parts.settings().maxBodyBytes());
    JsonNode json = Json.parse(body);
    if (json == null) {
      throw BadParameter.invalid("", "The body is not valid JSON.");
    }
    CompletionRequest request =
        ResponseRequests.of(json, requestId(ctx, principal, body), principal.keyId());
    try {
      byte[] record = publisher.encode(request);
      Optional<ApiError> unfit =
          RequestProblems.refusal(request, record.length, parts.settings().limits())
              .map(failure -> ApiError.of(FailureRecords.toRecord(failure)));
      if (unfit.isPresent()) {
        ReplyWriter.write(ctx, ResponseNames.of(json).in(unfit.get()));
      } else {
        publish(ctx, principal, request, record, ResponseRequests.mode(json));
      }
    } catch (RequestPublisher.NotPublishedException away) {
      lines.warn(
          log, "request", clock.millis(), "a request was not published: " + away.getMessage());
      ReplyWriter.write(
          ctx, ApiError.unavailable("The request can't be accepted now. Retry.", "not_published"));
    }
  }

  /** Publishes nothing if there is no place to wait. */
  private void publish(
      Context ctx, Principal principal, CompletionRequest request, byte[] record, AnswerMode mode)
      throws RequestPublisher.NotPublishedException, IOException {
    if (waiting.isStopping()) {
      ReplyWriter.write(ctx, ApiError.unavailable("This process is stopping. Retry.", "stopping"));
      return;
    }
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    CompletableFuture<RequestPublisher.RequestPosition> appended = null;
    try {
      appended = publisher.publish(principal.tenant(), record, ctx.header("traceparent"));
    } finally {
      if (appended == null) {
        waiting.leave();
      }
    }
    CompletableFuture<RequestPublisher.RequestPosition> published = appended;
    AsyncResponse.answer(
        ctx,
        later ->
            new CreateOperation(parts, new Client(ctx, out, later), principal, request, mode)
                .start(published));
  }

  private String requestId(Context ctx, Principal principal, byte[] body) throws BadParameter {
    String key = ctx.header(HeaderNames.IDEMPOTENCY_KEY);
    if (key != null) {
      if (key.isBlank() || key.codePointCount(0, key.length()) > MAX_ID) {
        throw BadParameter.invalid(
            HeaderNames.IDEMPOTENCY_KEY, "An idempotency key has 1 to " + MAX_ID + " characters.");
      }
      return key;
    }
    Instant now = clock.instant();
    SdkRetries.Body same =
        new SdkRetries.Body(principal, Hashing.sha256().hashBytes(body).toString());
    int retry = retry(ctx.header("X-Stainless-Retry-Count"));
    Optional<String> repeated = retry == 0 ? Optional.empty() : retries.repeated(same, retry, now);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    String requestId = UUID.randomUUID().toString();
    retries.submitted(same, requestId, now);
    return requestId;
  }

  /** 0 for a first try, and for values that no SDK sends. */
  private static int retry(@Nullable String count) {
    return count != null && count.matches("[0-9]{1,3}") ? Integer.parseInt(count) : 0;
  }
}
