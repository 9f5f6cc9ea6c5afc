package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.AdmissionReplies;
import dev.sluice.http.openai.AnswerMode;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.Creation;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.json.Json;
import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.CommandKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One published request on its way to an answer: its decision, and what else the client asked for.
 * Started once; any thread.
 */
public final class CreateOperation {
  private static final Logger log = LoggerFactory.getLogger(CreateOperation.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What all of them share. */
  record Parts(
      AnswerSources sources,
      ResponseLookup retrieval,
      AskedRequests asked,
      LiveAnswers live,
      AdmissionResultFinder decisions,
      WaiterRegistry waiting,
      Commands commands,
      CreationSettings settings,
      LogLimiter lines) {}

  private final Parts parts;
  private final Client client;
  private final Principal principal;
  private final Creation creation;
  private final String authorization;

  /** How the client is answered, on one of the server's threads. */
  private final CompletableFuture<Runnable> answer = new CompletableFuture<>();

  /** The same, if the service stops now. */
  private volatile Runnable answerAtStop;

  CreateOperation(Parts parts, Client client, Principal principal, Creation creation) {
    this.parts = parts;
    this.client = client;
    this.principal = principal;
    this.creation = creation;
    this.authorization = String.valueOf(client.ctx().header("Authorization"));
    this.answerAtStop = () -> write(noDecision(creation.request().getRequestId()));
  }

  /** Call it after {@link WaiterRegistry#enter}; leaves its place at the end. */
  void start(CompletableFuture<RequestPublisher.RequestPosition> appended) {
    PendingResponse.start(
        parts.waiting(), client.later(), answer, () -> answerAtStop, Runnable::run);
    LookupDeadline search = searchUntil(now().plus(parts.settings().decisionTimeout()));
    var unused =
        appended
            .thenCompose(place -> parts.decisions().find(place, search))
            .exceptionally(nobodyKnowsWhetherItIsPublished -> Optional.empty())
            .thenCompose(
                decision ->
                    decision.isPresent()
                        ? goOn(decision.get(), appended.join())
                        : CompletableFuture.completedFuture(answerAtStop))
            .whenComplete(
                (found, failure) -> {
                  if (failure == null) {
                    answer.complete(found);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
  }

  private CompletableFuture<Runnable> goOn(Reply decision, RequestPublisher.RequestPosition place) {
    answerAtStop = () -> write(AdmissionReplies.named(decision, creation.names()));
    if (AdmissionReplies.ACCEPTED.equals(decision.headers().get(AdmissionReplies.KIND))
        && Json.parse(decision.body()) instanceof ObjectNode response) {
      Optional<PollingId> id =
          parts.sources().ids().verify(response.path("id").asText(), principal.tenant());
      AskedFields asked = AskedFields.of(creation.request());
      id.ifPresent(polled -> remember(polled, place, asked));
      if (id.isPresent() && creation.mode() != AnswerMode.BACKGROUND) {
        return await(writer(id.get(), decision, asked, place), id.get(), response);
      }
      Reply accepted = decision.with(asked.addTo(response));
      answerAtStop = () -> write(creation.form().accepted(accepted, response));
    }
    return CompletableFuture.completedFuture(answerAtStop);
  }

  /** Where its polls are answered, unless it repeats an earlier one. */
  private void remember(PollingId id, RequestPublisher.RequestPosition place, AskedFields asked) {
    if (id.offset() == place.offset() && parts.sources().view().replicas().isHere(id.partition())) {
      parts.asked().remember(id, asked);
    }
  }

  /** From here on no status tells of the decision. */
  private AnswerWriter writer(
      PollingId id, Reply decision, AskedFields repeated, RequestPublisher.RequestPosition place) {
    boolean fresh = id.offset() == place.offset();
    AnswerWriter plain =
        creation.mode() == AnswerMode.STREAM
            ? EventAnswer.begin(
                client,
                decision,
                new AnswerStream.Answer(id, creation.form(), 0, fresh),
                parts.live())
            : new JsonAnswer(client, decision, creation.form());
    return new RepeatingAnswer(plain, repeated);
  }

  private CompletableFuture<Runnable> await(
      AnswerWriter writer, PollingId id, ObjectNode response) {
    if (ResponseJson.isTerminal(response)) {
      AnswerFinder.FinalState ended = new AnswerFinder.Ended(response);
      return CompletableFuture.completedFuture(() -> end(id, writer, ended, response));
    }
    goesOn(writer, response);
    Future<?> alive =
        parts
            .waiting()
            .every(parts.settings().keepAlive(), () -> client.later().execute(writer::keepAlive));
    var unused = answer.whenComplete((found, failure) -> alive.cancel(false));
    AnswerFinder.Asked asked = new AnswerFinder.Asked(principal, id, authorization);
    return new AnswerFinder(
            parts.sources(),
            parts.retrieval(),
            asked,
            newer -> goesOn(writer, newer),
            searchUntil(LookupDeadline.latestEnd(response, now(), parts.settings().overdue())))
        .find()
        .exceptionally(
            failed -> {
              log.error("the end of a call could not be looked for", failed);
              return new AnswerFinder.Unknown();
            })
        .thenApply(ending -> () -> end(id, writer, ending, response));
  }

  private void goesOn(AnswerWriter writer, ObjectNode response) {
    answerAtStop = () -> writer.fail(Unanswered.stopping(response));
    writer.goesOn(response);
  }

  private void end(
      PollingId id, AnswerWriter writer, AnswerFinder.FinalState ending, ObjectNode accepted) {
    if (ending instanceof AnswerFinder.Gone) {
      writer.fail(Unanswered.gone(accepted));
    } else if (!(ending instanceof AnswerFinder.Ended ended)) {
      writer.fail(Unanswered.unknown(accepted));
    } else {
      writer.end(ended.response());
      if (!creation.store()) {
        forget(id);
      }
    }
  }

  /**
   * Its row would stay as long as others if this fails, or if the client left before its answer.
   */
  private void forget(PollingId id) {
    parts.retrieval().deleted(id);
    parts.asked().forget(id);
    var unused =
        parts
            .commands()
            .publish(principal.tenant(), id, CommandKind.DELETE)
            .whenComplete(
                (published, failure) -> {
                  if (failure != null) {
                    parts
                        .lines()
                        .warn(
                            log,
                            "not deleted",
                            parts.sources().clock().millis(),
                            "a response that was not to be stored could not be deleted: "
                                + failure);
                  }
                });
  }

  private void write(Reply reply) {
    client.later().end(() -> ReplyWriter.write(client.ctx(), reply));
  }

  private LookupDeadline searchUntil(Instant until) {
    return new LookupDeadline(answer, until, client.later()::execute);
  }

  private Instant now() {
    return parts.sources().clock().instant();
  }

  private static Reply noDecision(String requestId) {
    ApiError error =
        new ApiError(
            503,
            "The decision on the request is not known yet; it may still be accepted. Send "
                + "it again with the header '"
                + HeaderNames.IDEMPOTENCY_KEY
                + ": "
                + requestId
                + "' to learn the decision and to be counted once.",
            "server_error",
            null,
            "no_decision_yet",
            SOON);
    return Reply.of(error).with(HeaderNames.IDEMPOTENCY_KEY, requestId);
  }
}
