package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.RequestProblems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * its verdict. Runs on the server's threads, and waits on none of them.
 */
public final class CreateApi implements Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(CreateApi.class);
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int MAX_ID = 256;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Callers callers;
  private final PollingIds ids;
  private final Ingress ingress;
  private final VerdictFinder verdicts;
  private final AnswerFinder answers;
  private final @Nullable Peers peers;
  private final CreationSettings settings;
  private final InstantSource clock;
  private final SdkRetries retries = new SdkRetries();

  /**
   * @param peers null where this process is asked for its own partitions only
   */
  public CreateApi(
      ApiKeys keys,
      PollingIds ids,
      Ingress ingress,
      CommittedView view,
      @Nullable Peers peers,
      CreationSettings settings,
      InstantSource clock) {
    this.callers = new Callers(keys);
    this.ids = ids;
    this.ingress = ingress;
    this.verdicts =
        new VerdictFinder(ids, view.rows(), view.verdicts(), view.replicas(), peers, clock);
    this.answers = new AnswerFinder(view.rows(), view.watchers(), view.replicas(), peers, clock);
    this.peers = peers;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/v1/responses", callers.known(this::create));
    routes.get(VerdictFinder.PATH + "/{partition}", this::tell);
  }

  private void create(Context ctx, Caller caller) {
    Submission submission;
    try {
      submission = submission(ctx, caller);
    } catch (BadParameter bad) {
      Json.answer(ctx, bad.error());
      return;
    }
    CompletableFuture<Ingress.Appended> appended;
    try {
      byte[] record = ingress.encode(submission.request());
      Optional<ApiError> unfit =
          RequestProblems.refusal(submission.request(), record.length, settings.limits())
              .map(failure -> ApiError.of(FailureRecords.toRecord(failure)));
      if (unfit.isPresent()) {
        Json.answer(ctx, unfit.get());
        return;
      }
      appended = ingress.publish(caller.tenant(), record, ctx.header("traceparent"));
    } catch (Ingress.NotPublishedException away) {
      LOG.atWarn().addKeyValue("reason", away.getMessage()).log("a request was not published");
      Json.answer(
          ctx, ApiError.unavailable("The request can't be taken now. Try again.", "not_published"));
      return;
    }
    Instant until = clock.instant().plus(settings.verdictTimeout());
    ctx.future(
        () ->
            appended
                .thenCompose(place -> verdicts.find(place, until))
                .exceptionally(unknown -> Optional.empty())
                .thenCompose(verdict -> answer(verdict, submission))
                .thenAccept(reply -> reply.writeTo(ctx)));
  }

  private record Submission(
      CompletionRequest request, boolean background, String authorization, Caller caller) {}

  private Submission submission(Context ctx, Caller caller) throws BadParameter {
    byte[] body = ctx.bodyAsBytes();
    JsonNode json = Json.parse(body);
    if (json.isMissingNode()) {
      throw BadParameter.invalid("", "The body is not valid JSON.");
    }
    String authorization = String.valueOf(ctx.header("Authorization"));
    return new Submission(
        ResponseRequests.of(json, requestId(ctx, caller, body), caller.keyId()),
        ResponseRequests.isBackground(json),
        authorization,
        caller);
  }

  private String requestId(Context ctx, Caller caller, byte[] body) throws BadParameter {
    String key = ctx.header(IDEMPOTENCY_KEY);
    if (key != null) {
      if (key.isBlank() || key.codePointCount(0, key.length()) > MAX_ID) {
        throw BadParameter.invalid(
            IDEMPOTENCY_KEY, "An idempotency key has 1 to " + MAX_ID + " characters.");
      }
      return key;
    }
    Instant now = clock.instant();
    SdkRetries.Body same = new SdkRetries.Body(caller, HashedApiKeys.sha256Hex(body));
    String count = ctx.header("X-Stainless-Retry-Count");
    Optional<String> repeated =
        count == null || count.equals("0") ? Optional.empty() : retries.repeated(same, now);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    String requestId = UUID.randomUUID().toString();
    retries.submitted(same, requestId, now);
    return requestId;
  }

  private CompletableFuture<Reply> answer(Optional<Reply> verdict, Submission submission) {
    if (verdict.isEmpty()) {
      return CompletableFuture.completedFuture(noVerdict(submission.request().getRequestId()));
    }
    Reply reply = verdict.get();
    boolean accepted = VerdictReplies.ACCEPTED.equals(reply.headers().get(VerdictReplies.KIND));
    if (!accepted || submission.background()) {
      return CompletableFuture.completedFuture(reply);
    }
    String text = Json.parse(reply.body()).path("id").asText();
    Optional<PollingId> id = ids.verify(text, submission.caller().tenant());
    Instant until = clock.instant().plus(settings.maxWait());
    return id.isEmpty()
        ? CompletableFuture.completedFuture(reply)
        : answers.find(id.get(), submission.authorization(), reply, until);
  }

  private static Reply noVerdict(String requestId) {
    ApiError error =
        new ApiError(
            503,
            "Nobody can say yet what was decided about the request; it may still be accepted. Send"
                + " it again with the header '"
                + IDEMPOTENCY_KEY
                + ": "
                + requestId
                + "' to learn it, and to have it counted once.",
            "server_error",
            null,
            "no_verdict_yet",
            SOON);
    return Reply.of(error).with(IDEMPOTENCY_KEY, requestId);
  }

  /** What another process asks that published a request into a partition that is here. */
  private void tell(Context ctx) {
    if (peers == null || !peers.isPeer(ctx)) {
      Json.answer(ctx, ApiError.notFound("Unknown path. The API begins at /v1/responses/{id}."));
      return;
    }
    String tenant =
        URLDecoder.decode(String.valueOf(ctx.header("sluice-tenant")), StandardCharsets.UTF_8);
    Ingress.Appended place =
        new Ingress.Appended(
            tenant,
            ctx.pathParamAsClass("partition", Integer.class).get(),
            ctx.queryParamAsClass("offset", Long.class).get(),
            Instant.ofEpochMilli(ctx.queryParamAsClass("at", Long.class).get()));
    long waitMs = Math.min(10_000, ctx.queryParamAsClass("wait_ms", Long.class).get());
    ctx.future(
        () ->
            verdicts
                .findHere(place, Duration.ofMillis(waitMs))
                .thenAccept(
                    reply ->
                        reply
                            .orElseGet(
                                () ->
                                    Reply.of(
                                        ApiError.unavailable("No verdict yet.", "no_verdict_yet")))
                            .writeTo(ctx)));
  }
}
