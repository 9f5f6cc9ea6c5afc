package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.LongPoll;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.json.Json;
import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.view.ViewRow;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations on an accepted request: polling by {@code GET /v1/responses/{id}}, its events,
 * cancellation, deletion, its input. Runs on the server's threads.
 */
public final class ResponsesApi implements Endpoints {
  private static final Logger log = LoggerFactory.getLogger(ResponsesApi.class);
  private final LogLimiter lines = new LogLimiter();

  /** How long to wait for a cancellation before it is answered as it will be. */
  private static final Duration CANCELLATION = Duration.ofSeconds(2);

  private static final String ID = "/v1/responses/{id}";

  private final Authenticator authenticator;
  private final PollHandler polls;
  private final ResponseLookup lookup;
  private final Commands commands;
  private final PublishedRequests requests;
  private final InstantSource clock;

  public ResponsesApi(
      ApiKeys keys,
      PollHandler polls,
      Commands commands,
      PublishedRequests requests,
      InstantSource clock) {
    this.authenticator = new Authenticator(keys);
    this.polls = polls;
    this.lookup = polls.retrieval();
    this.commands = commands;
    this.requests = requests;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    Handler get = authenticator.known(polls::answer);
    routes.get(ID, get);
    routes.head(ID, get);
    routes.delete(ID, authenticator.known(passed(this::delete)));
    routes.post(ID + "/cancel", authenticator.known(passed(this::cancel)));
    routes.get(ID + "/input_items", authenticator.known(passed(this::inputItems)));
  }

  /** Through another process if the partition is elsewhere. */
  private Authenticator.Handling passed(Authenticator.Handling here) {
    return (ctx, principal) -> {
      String query = ctx.queryString();
      String path = ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
      polls
          .hop()
          .pass(
              ctx,
              principal,
              new PeerRequest(ctx.pathParam("id"), ctx.req().getMethod(), path, clock.instant()),
              same -> here.handle(same, principal));
    };
  }

  private void cancel(Context ctx, Principal principal) throws Exception {
    String id = ctx.pathParam("id");
    ResponseLookup.Answer now = lookup.find(principal, id);
    if (now instanceof ResponseLookup.Found found) {
      polls
          .asked()
          .answer(
              ctx, principal, found.id(), (same, asked) -> cancel(same, principal, found, asked));
    } else {
      PollHandler.answer(ctx, id, now);
    }
  }

  private void cancel(
      Context ctx, Principal principal, ResponseLookup.Found found, AskedFields asked) {
    String id = found.id().text();
    if (found.row().isTerminal()) {
      PollHandler.answer(ctx, id, found, asked);
      return;
    }
    Runnable answer = () -> answerCancelled(ctx, lookup.find(principal, id), found, asked);
    publish(
        ctx,
        principal,
        found,
        CommandKind.CANCEL,
        later -> {
          WaiterRegistry waiting = polls.waiting();
          if (waiting.enter()) {
            new LongPoll(waiting, later, polls.isOver(principal, id), answer)
                .start(found.id(), CANCELLATION);
          } else {
            later.end(answer);
          }
        });
  }

  /** A published cancellation will be handled; only when is unknown. */
  private static void answerCancelled(
      Context ctx, ResponseLookup.Answer now, ResponseLookup.Found before, AskedFields asked) {
    ResponseLookup.Found found = now instanceof ResponseLookup.Found newer ? newer : before;
    String id = found.id().text();
    if (now instanceof ResponseLookup.Gone || !(found.row() instanceof ViewRow.Pending pending)) {
      PollHandler.answer(ctx, id, now, asked);
    } else {
      ReplyWriter.write(ctx, 200, asked.addTo(ResponseJson.cancelled(id, pending)));
    }
  }

  private void delete(Context ctx, Principal principal) {
    String id = ctx.pathParam("id");
    ResponseLookup.Answer now = lookup.find(principal, id);
    if (!(now instanceof ResponseLookup.Found found)) {
      PollHandler.answer(ctx, id, now);
      return;
    }
    ObjectNode deleted = Json.object().put("id", id).put("object", "response").put("deleted", true);
    publish(
        ctx,
        principal,
        found,
        CommandKind.DELETE,
        later -> {
          lookup.deleted(found.id());
          polls.asked().forget(found.id());
          later.end(() -> ReplyWriter.write(ctx, 200, deleted));
        });
  }

  /** Continues on one of the server's threads once the command is published. */
  private void publish(
      Context ctx,
      Principal principal,
      ResponseLookup.Found found,
      CommandKind kind,
      Consumer<AsyncResponse> published) {
    AsyncResponse.answer(
        ctx,
        later -> {
          var unused =
              commands
                  .publish(principal.tenant(), found.id(), kind)
                  .whenComplete(
                      (nothing, failure) ->
                          later.execute(
                              () -> {
                                if (failure == null) {
                                  published.accept(later);
                                } else {
                                  later.end(() -> notPublished(ctx, failure));
                                }
                              }));
        });
  }

  private void notPublished(Context ctx, Throwable failure) {
    warn("a command could not be published", failure);
    ReplyWriter.write(
        ctx,
        ApiError.unavailable(
            "The command may not have been published. Repeating it is harmless.",
            "commands_unavailable"));
  }

  private void inputItems(Context ctx, Principal principal) throws BadParameter {
    ItemPages.Page page = ItemPages.page(ctx);
    String id = ctx.pathParam("id");
    ResponseLookup.Answer now = lookup.find(principal, id);
    if (!(now instanceof ResponseLookup.Found found)) {
      PollHandler.answer(ctx, id, now);
      return;
    }
    AsyncResponse.answer(
        ctx,
        later -> {
          var unused =
              requests
                  .read(principal.tenant(), found.id())
                  .whenComplete(
                      (request, failure) ->
                          later.execute(
                              () ->
                                  later.end(
                                      () -> {
                                        if (failure == null) {
                                          answerItems(ctx, found, page, request);
                                        } else {
                                          notRead(ctx, failure);
                                        }
                                      })));
        });
  }

  private static void answerItems(
      Context ctx,
      ResponseLookup.Found found,
      ItemPages.Page page,
      Optional<CompletionRequest> request) {
    if (request.isEmpty()) {
      ReplyWriter.write(ctx, ApiError.notFound("The input of this response is no longer stored."));
      return;
    }
    try {
      ReplyWriter.write(ctx, 200, ItemPages.of(found.id().text(), request.get(), page));
    } catch (BadParameter bad) {
      ReplyWriter.write(ctx, bad.error());
    }
  }

  private void notRead(Context ctx, Throwable failure) {
    warn("a request could not be read", failure);
    ReplyWriter.write(
        ctx, ApiError.unavailable("The input can't be read now. Retry.", "requests_unavailable"));
  }

  private void warn(String what, Throwable failure) {
    if (lines.due(what).isPresent()) {
      log.warn("{}", what, failure);
    }
  }
}
