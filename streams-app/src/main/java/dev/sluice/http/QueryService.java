package dev.sluice.http;

import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.CreationApi;
import dev.sluice.http.openai.Reply;
import dev.sluice.json.Json;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.util.JavalinException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's HTTP server. Owned by the application's lifecycle, which starts it once and closes
 * it; handlers run on its own threads.
 */
public final class QueryService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryService.class);
  private static final int MAX_THREADS = 64;
  private static final long MAX_BODY_BYTES = 1 << 20;
  private static final Set<String> TAKE_LARGE_BODIES =
      Stream.concat(
              Arrays.stream(CreationApi.values()).map(CreationApi::path), Stream.of(FilesApi.FILES))
          .collect(Collectors.toSet());

  private final String host;
  private final int port;
  private final Javalin server;
  private final KnownPaths paths;

  public QueryService(ServerSettings settings, List<Endpoints> endpoints) {
    this.host = settings.host();
    this.port = settings.port();
    this.server =
        Javalin.create(
            config -> {
              configure(config, settings);
              addRoutes(config.routes, endpoints);
            });
    this.paths =
        new KnownPaths(
            server.unsafe.internalRouter.allHttpHandlers().stream()
                .map(each -> each.endpoint)
                .filter(each -> each.method.isHttpMethod() && !each.method.equals(HandlerType.HEAD))
                .map(each -> new KnownPaths.Route(each.method.name(), inBraces(each.path)))
                .toList());
  }

  /**
   * Returns when the server listens.
   *
   * @throws IllegalStateException if it can't, with the reason
   */
  public void start() {
    try {
      server.start(host, port);
    } catch (JavalinException failed) {
      close();
      throw new IllegalStateException(
          "the query service can't listen on "
              + host
              + ":"
              + port
              + "; name another address or port for it",
          failed);
    }
  }

  /** The port that it listens on, once started. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void configure(JavalinConfig config, ServerSettings settings) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.http.compressionStrategy = CompressionStrategy.NONE;
    Cors.share(config, settings.corsOrigins());
    config.router.javaLangErrorHandler(QueryService::breakDown);
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("http");
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(settings.maxHeaderBytes());
          // it costs 100 KB for each connection that is used twice
          http.setHeaderCacheSize(0);
          http.setSendServerVersion(false);
        });
    config.jetty.addConnector((jetty, http) -> Listener.of(jetty, http, settings));
    config.jetty.modifyServer(
        jetty -> {
          jetty.setErrorHandler(new JsonErrors());
          jetty.insertHandler(new BodyLimit(settings.maxBodyBytes()));
        });
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JsonErrors()));
  }

  private void addRoutes(RoutesConfig routes, List<Endpoints> endpoints) {
    routes.before(
        ctx -> {
          ctx.header(HeaderNames.REQUEST_ID, JsonErrors.newRequestId())
              .header("X-Content-Type-Options", "nosniff");
          if (ctx.req().getContentLengthLong() > MAX_BODY_BYTES
              && !TAKE_LARGE_BODIES.contains(ctx.path())) {
            throw new ContentTooLargeResponse();
          }
        });
    endpoints.forEach(group -> group.addTo(routes));
    routes.exception(BadParameter.class, (bad, ctx) -> ReplyWriter.write(ctx, bad.error()));
    routes.exception(HttpResponseException.class, this::refuse);
    routes.exception(
        HttpException.RuntimeException.class, (unfit, ctx) -> refuse(unfit.getCode(), ctx));
    // half a body: there is no client to read the answer
    routes.exception(EofException.class, (gone, ctx) -> refuse(400, ctx));
    routes.exception(Exception.class, QueryService::fail);
  }

  /** Javalin has a parameter that may hold slashes in angle brackets. */
  private static String inBraces(String path) {
    return path.replace('<', '{').replace('>', '}');
  }

  private void refuse(HttpResponseException refusal, Context ctx) {
    if (refusal instanceof MethodNotAllowedResponse) {
      // the only detail; its name depends on the Accept header
      refusal.getDetails().values().forEach(methods -> ctx.header("Allow", methods));
    }
    refuse(refusal.getStatus(), ctx);
  }

  private void refuse(int status, Context ctx) {
    String message =
        switch (status) {
          case 404 -> paths.unknown(ctx.req().getMethod(), ctx.path());
          case 405 ->
              "This path takes %s, not %s."
                  .formatted(ctx.res().getHeader("Allow"), ctx.req().getMethod());
          default -> io.javalin.http.HttpStatus.forStatus(status).getMessage();
        };
    ReplyWriter.write(ctx, ApiError.ofStatus(status, message));
  }

  private static void fail(Exception exception, Context ctx) {
    log.error(
        "the handler of {} failed for request {}",
        ctx.endpoint().path,
        ctx.res().getHeader(HeaderNames.REQUEST_ID),
        exception);
    ReplyWriter.write(ctx, ApiError.internal());
  }

  /** Javalin passes an {@link Error} without a context. */
  private static void breakDown(HttpServletResponse response, Error error) {
    log.error("a handler failed for request {}", response.getHeader(HeaderNames.REQUEST_ID), error);
    response.setContentType(Reply.CONTENT_TYPE);
    try {
      response.getOutputStream().write(Json.bytes(ApiError.internal().toJson()));
    } catch (IOException gone) {
      log.debug("the client is gone", gone);
    }
  }
}
