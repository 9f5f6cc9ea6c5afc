package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One published request on its way to an answer: its verdict, and what was asked for beyond that.
 * Started once; any thread.
 */
final class Creation {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What all of them use. */
  record Parts(
      PollingIds ids,
      VerdictFinder verdicts,
      AnswerFinder answers,
      Polls polls,
      CreationSettings settings,
      InstantSource clock) {}

  /** How the client wants to learn what becomes of its request. */
  enum Mode {
    BACKGROUND,
    FOREGROUND,
    STREAM
  }

  private final Parts parts;
  private final Context ctx;
  private final Later later;
  private final Caller caller;
  private final Mode mode;
  private final String authorization;
  private final CompletableFuture<Reply> found = new CompletableFuture<>();
  private volatile Reply soFar;

  Creation(Parts parts, Context ctx, Later later, Caller caller, String requestId, Mode mode) {
    this.parts = parts;
    this.ctx = ctx;
    this.later = later;
    this.caller = caller;
    this.mode = mode;
    this.authorization = String.valueOf(ctx.header("Authorization"));
    this.soFar = noVerdict(requestId);
  }

  /** To be called after {@link Waiting#enter}, whose place it leaves. */
  void start(CompletableFuture<Ingress.Appended> appended) {
    Awaited.start(parts.polls().waiting(), later, found, () -> soFar, this::answer);
    Search search = search(parts.settings().verdictTimeout());
    var unused =
        appended
            .thenCompose(place -> parts.verdicts().find(place, search))
            .exceptionally(nobodyKnowsWhetherItIsPublished -> Optional.empty())
            .thenCompose(verdict -> goOn(verdict.orElse(soFar)))
            .whenComplete(
                (reply, failure) -> {
                  if (failure == null) {
                    found.complete(reply);
                  } else {
                    found.completeExceptionally(failure);
                  }
                });
  }

  private CompletableFuture<Reply> goOn(Reply verdict) {
    soFar = verdict;
    Optional<PollingId> id = accepted(verdict);
    return id.isEmpty() || mode != Mode.FOREGROUND
        ? CompletableFuture.completedFuture(verdict)
        : parts
            .answers()
            .find(id.get(), authorization, verdict, search(parts.settings().maxWait()));
  }

  private void answer(Reply reply) {
    Optional<PollingId> id = accepted(reply);
    if (id.isEmpty() || mode != Mode.STREAM) {
      later.end(() -> reply.writeTo(ctx));
      return;
    }
    later.handOver(
        ctx,
        same -> {
          reply.headers().forEach(same::header);
          parts.polls().stream(same, caller, id.get().text(), 0);
        });
  }

  private Search search(Duration time) {
    Instant until = parts.clock().instant().plus(time);
    return new Search(found, until, later::execute);
  }

  private Optional<PollingId> accepted(Reply reply) {
    return VerdictReplies.ACCEPTED.equals(reply.headers().get(VerdictReplies.KIND))
        ? parts.ids().verify(Json.parse(reply.body()).path("id").asText(), caller.tenant())
        : Optional.empty();
  }

  private static Reply noVerdict(String requestId) {
    ApiError error =
        new ApiError(
            503,
            "Nobody can say yet what was decided about the request; it may still be accepted. Send"
                + " it again with the header '"
                + CreateApi.IDEMPOTENCY_KEY
                + ": "
                + requestId
                + "' to learn it, and to have it counted once.",
            "server_error",
            null,
            "no_verdict_yet",
            SOON);
    return Reply.of(error).with(CreateApi.IDEMPOTENCY_KEY, requestId);
  }
}
