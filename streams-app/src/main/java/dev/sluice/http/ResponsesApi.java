package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewReader;
import dev.sluice.view.ViewRow;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be asked about an accepted request, and done with it: polling by {@code GET
 * /v1/responses/{id}}, its events, cancellation, deletion, its input. Runs on the server's threads.
 */
public final class ResponsesApi implements Endpoints, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResponsesApi.class);

  /** How long a cancellation is waited for before it is answered as it will be. */
  private static final Duration CANCELLATION = Duration.ofSeconds(2);

  private static final int SHOWN_ID_LENGTH = 80;
  private static final String ID = "/v1/responses/{id}";

  /** The gateway that is asked. */
  public record Backend(
      ViewReader view, RowWatchers watchers, Commands commands, PublishedRequests requests) {}

  private final Callers callers;
  private final Retrieval retrieval;
  private final Backend backend;
  private final PollingSettings settings;
  private final Waiting waiting;

  public ResponsesApi(
      ApiKeys keys,
      PollingIds ids,
      Backend backend,
      PollingSettings settings,
      InstantSource clock,
      MeterRegistry metrics) {
    this.callers = new Callers(keys);
    this.retrieval = new Retrieval(ids, backend.view(), settings, clock);
    this.backend = backend;
    this.settings = settings;
    this.waiting = new Waiting(backend.watchers(), settings.maxWaiting(), metrics);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    Handler get = callers.known(this::retrieve);
    routes.get(ID, get);
    routes.head(ID, get);
    routes.delete(ID, callers.known(this::delete));
    routes.post(ID + "/cancel", callers.known(this::cancel));
    routes.get(ID + "/input_items", callers.known(this::inputItems));
    routes.exception(Params.BadParam.class, (bad, ctx) -> Json.answer(ctx, bad.toError()));
  }

  /** Answers all that wait, and lets nobody wait any more. */
  @Override
  public void close() {
    waiting.close();
  }

  private void retrieve(Context ctx, Caller caller) throws IOException, Params.BadParam {
    String id = ctx.pathParam("id");
    boolean stream = Params.flag(ctx, "stream");
    long after = Params.number(ctx, "starting_after", -1, 0, Integer.MAX_VALUE);
    Duration wait = Params.wait(ctx, settings.maxWait());
    Retrieval.Answer now = retrieval.find(caller, id);
    boolean isGet = ctx.req().getMethod().equals("GET");
    if (isGet && stream && now instanceof Retrieval.Found found) {
      stream(ctx, caller, found, after + 1);
    } else if (isGet && !stream && wait.toMillis() > 0 && !isFinal(now)) {
      poll(ctx, caller, now, wait);
    } else {
      answer(ctx, now);
    }
  }

  private void poll(Context ctx, Caller caller, Retrieval.Answer now, Duration time) {
    if (!waiting.enter()) {
      refuseToWait(ctx);
      return;
    }
    String id = ctx.pathParam("id");
    Later.answer(
        ctx,
        later ->
            new Wait(
                    waiting,
                    later,
                    () -> isFinal(retrieval.find(caller, id)),
                    () -> answer(ctx, retrieval.find(caller, id)))
                .start(awaited(now), time));
  }

  private void stream(Context ctx, Caller caller, Retrieval.Found found, long first)
      throws IOException {
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      refuseToWait(ctx);
      return;
    }
    String id = ctx.pathParam("id");
    ctx.status(200).contentType("text/event-stream; charset=utf-8");
    // proxies shall pass each event on at once
    ctx.header("Cache-Control", "no-cache").header("X-Accel-Buffering", "no");
    Later.answer(
        ctx,
        later ->
            new ResponseStream(waiting, () -> retrieval.find(caller, id), later, out, first)
                .start(found.id(), settings.keepAlive()));
  }

  private void cancel(Context ctx, Caller caller) {
    String id = ctx.pathParam("id");
    Retrieval.Answer now = retrieval.find(caller, id);
    if (!(now instanceof Retrieval.Found found) || found.row().isTerminal()) {
      answer(ctx, now);
      return;
    }
    Runnable answer = () -> answerCancelled(ctx, retrieval.find(caller, id), found);
    publish(
        ctx,
        caller,
        found,
        CommandKind.CANCEL,
        later -> {
          if (waiting.enter()) {
            new Wait(waiting, later, () -> isFinal(retrieval.find(caller, id)), answer)
                .start(found.id(), CANCELLATION);
          } else {
            later.end(answer);
          }
        });
  }

  /** A cancellation that is published will be handled; only how soon is not known. */
  private static void answerCancelled(Context ctx, Retrieval.Answer now, Retrieval.Found before) {
    Retrieval.Found found = now instanceof Retrieval.Found newer ? newer : before;
    if (now instanceof Retrieval.Gone || !(found.row() instanceof ViewRow.Pending pending)) {
      answer(ctx, now);
    } else {
      Json.answer(ctx, 200, ResponseJson.cancelled(found.id().text(), pending));
    }
  }

  private void delete(Context ctx, Caller caller) {
    Retrieval.Answer now = retrieval.find(caller, ctx.pathParam("id"));
    if (!(now instanceof Retrieval.Found found)) {
      answer(ctx, now);
      return;
    }
    ObjectNode deleted =
        Json.object().put("id", found.id().text()).put("object", "response").put("deleted", true);
    publish(
        ctx,
        caller,
        found,
        CommandKind.DELETE,
        later -> {
          retrieval.deleted(found.id());
          later.end(() -> Json.answer(ctx, 200, deleted));
        });
  }

  /** Goes on on one of the server's threads once the command is published. */
  private void publish(
      Context ctx,
      Caller caller,
      Retrieval.Found found,
      CommandKind kind,
      Consumer<Later> published) {
    Later.answer(
        ctx,
        later -> {
          var unused =
              backend
                  .commands()
                  .publish(caller.tenant(), found.id(), kind)
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

  private static void notPublished(Context ctx, Throwable failure) {
    LOG.atWarn().setCause(failure).log("a command could not be published");
    Json.answer(
        ctx,
        ApiError.unavailable(
            "Whether the command was published can't be told. Repeating it is harmless.",
            "commands_unavailable"));
  }

  private void inputItems(Context ctx, Caller caller) throws Params.BadParam {
    ItemPages.Page page = ItemPages.page(ctx);
    Retrieval.Answer now = retrieval.find(caller, ctx.pathParam("id"));
    if (!(now instanceof Retrieval.Found found)) {
      answer(ctx, now);
      return;
    }
    Later.answer(
        ctx,
        later -> {
          var unused =
              backend
                  .requests()
                  .read(caller.tenant(), found.id())
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
      Retrieval.Found found,
      ItemPages.Page page,
      Optional<CompletionRequest> request) {
    if (request.isEmpty()) {
      Json.answer(ctx, ApiError.notFound("The input of this response is not kept any more."));
      return;
    }
    try {
      Json.answer(ctx, 200, ItemPages.of(found.id().text(), request.get(), page));
    } catch (Params.BadParam bad) {
      Json.answer(ctx, bad.toError());
    }
  }

  private static void notRead(Context ctx, Throwable failure) {
    LOG.atWarn().setCause(failure).log("a request could not be read");
    Json.answer(
        ctx,
        ApiError.unavailable("The input can't be read now. Try again.", "requests_unavailable"));
  }

  private static void refuseToWait(Context ctx) {
    Json.answer(
        ctx,
        ApiError.unavailable(
            "Too many polls are waiting. Try again, or poll without waiting.", "too_many_waiting"));
  }

  private static boolean isFinal(Retrieval.Answer answer) {
    return !(answer instanceof Retrieval.NotYet)
        && !(answer instanceof Retrieval.Found found && !found.row().isTerminal());
  }

  private static PollingId awaited(Retrieval.Answer notFinal) {
    return notFinal instanceof Retrieval.Found found
        ? found.id()
        : ((Retrieval.NotYet) notFinal).id();
  }

  private static void answer(Context ctx, Retrieval.Answer answer) {
    String id = ctx.pathParam("id");
    if (answer instanceof Retrieval.Found found) {
      Json.answer(ctx, 200, ResponseJson.of(id, found.row()));
    } else if (answer instanceof Retrieval.Gone) {
      String shown = id.length() > SHOWN_ID_LENGTH ? id.substring(0, SHOWN_ID_LENGTH) + "…" : id;
      Json.answer(ctx, ApiError.notFound("Response with id '" + shown + "' not found."));
    } else {
      Json.answer(
          ctx,
          ApiError.unavailable(
              "Whether there is a response with this id can't be told now. Try again.",
              answer instanceof Retrieval.NotYet ? "not_visible_yet" : "replica_unavailable"));
    }
  }
}
