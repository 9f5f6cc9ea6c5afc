package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Creation;
import dev.sluice.http.openai.CreationApi;
import dev.sluice.http.openai.CreationForm;
import dev.sluice.http.openai.Past;
import dev.sluice.http.openai.References;
import dev.sluice.json.Json;
import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.RequestProblems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
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
 * Takes requests in the forms of OpenAI's APIs: publishes each as any client would, then waits for
 * its decision. Runs on the server's threads, and blocks none of them.
 */
public final class CreateApi implements Endpoints {
  private static final Logger log = LoggerFactory.getLogger(CreateApi.class);
  private static final int MAX_ID = 256;

  private final Authenticator authenticator;
  private final RequestPublisher publisher;
  private final AdmissionResultsApi decisions;
  private final CreateOperation.Parts parts;
  private final PastResponses past;
  private final WaiterRegistry waiting;
  private final InstantSource clock;
  private final LogLimiter lines = new LogLimiter();
  private final SdkRetries retries = new SdkRetries();

  public CreateApi(
      ApiKeys keys,
      Topics topics,
      AnswerSources sources,
      PollHandler polls,
      CreationSettings settings) {
    AdmissionResultFinder finder = new AdmissionResultFinder(sources);
    this.authenticator = new Authenticator(keys);
    this.publisher = topics.publisher();
    this.waiting = polls.waiting();
    this.decisions = new AdmissionResultsApi(sources.peers(), finder, waiting);
    this.past = new PastResponses(sources, polls.retrieval(), topics.requests());
    this.parts =
        new CreateOperation.Parts(
            sources,
            polls.retrieval(),
            polls.asked(),
            polls.live(),
            finder,
            waiting,
            topics.commands(),
            settings,
            lines);
    this.clock = sources.clock();
  }

  @Override
  public void addTo(RoutesConfig routes) {
    for (CreationApi api : CreationApi.values()) {
      routes.post(api.path(), creating(api.form()));
    }
    decisions.addTo(routes);
  }

  private Handler creating(CreationForm form) {
    return authenticator.known((ctx, principal) -> create(ctx, principal, form));
  }

  private void create(Context ctx, Principal principal, CreationForm form)
      throws BadParameter, IOException {
    byte[] body = RequestBody.read(ctx, parts.settings().maxBodyBytes());
    JsonNode json = Json.parse(body);
    if (json == null) {
      throw BadParameter.invalid("", "The body is not valid JSON.");
    }
    String requestId = requestId(ctx, principal, body);
    boolean async = Params.prefersAsync(ctx.header("Prefer"));
    WithPast creating =
        found ->
            create(ctx, principal, form.read(json, found, requestId, principal.keyId(), async));
    References references = form.references(json);
    if (references.isEmpty()) {
      creating.create(Past.NONE);
    } else {
      resolve(ctx, principal, references, creating);
    }
  }

  private interface WithPast {
    void create(Past past) throws BadParameter, IOException;
  }

  /** Goes on, as if the request had just arrived, with what it refers to. */
  private void resolve(Context ctx, Principal principal, References references, WithPast then) {
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    AsyncResponse.answer(
        ctx,
        later -> {
          CompletableFuture<PastResponses.Found> found = new CompletableFuture<>();
          PendingResponse.start(
              waiting,
              later,
              found,
              () -> new PastResponses.Refused(stopping()),
              known -> later.handOver(ctx, same -> goOn(same, known, then)));
          Instant until = clock.instant().plus(parts.settings().decisionTimeout());
          var unused =
              past.find(
                      references,
                      new PastResponses.Search(
                          principal,
                          String.valueOf(ctx.header("Authorization")),
                          new LookupDeadline(found, until, later::execute)))
                  .thenAccept(found::complete);
        });
  }

  private static void goOn(Context ctx, PastResponses.Found found, WithPast then)
      throws IOException {
    if (found instanceof PastResponses.Refused refused) {
      ReplyWriter.write(ctx, refused.error());
      return;
    }
    try {
      then.create(((PastResponses.Resolved) found).past());
    } catch (BadParameter bad) {
      ReplyWriter.write(ctx, bad.error());
    }
  }

  private void create(Context ctx, Principal principal, Creation creation) throws IOException {
    CompletionRequest request = creation.request();
    try {
      byte[] record = publisher.encode(request);
      Optional<ApiError> unfit =
          RequestProblems.refusal(request, record.length, parts.settings().limits())
              .map(failure -> ApiError.of(FailureRecords.toRecord(failure)));
      if (unfit.isPresent()) {
        ReplyWriter.write(ctx, creation.names().in(unfit.get()));
      } else {
        publish(ctx, principal, creation, record);
      }
    } catch (RequestPublisher.NotPublishedException away) {
      lines.warn(
          log, "request", clock.millis(), "a request was not published: " + away.getMessage());
      ReplyWriter.write(
          ctx, ApiError.unavailable("The request can't be accepted now. Retry.", "not_published"));
    }
  }

  private static ApiError stopping() {
    return ApiError.unavailable("This process is stopping. Retry.", "stopping");
  }

  /** Publishes nothing if there is no place to wait. */
  private void publish(Context ctx, Principal principal, Creation creation, byte[] record)
      throws RequestPublisher.NotPublishedException, IOException {
    if (waiting.isStopping()) {
      ReplyWriter.write(ctx, stopping());
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
            new CreateOperation(parts, new Client(ctx, out, later), principal, creation)
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
