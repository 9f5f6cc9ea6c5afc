package dev.sluice.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Times requests as {@code sluice.http.requests}, by path template and status: never by a path from
 * a client. Immutable; runs on the server's threads.
 */
final class RequestTimer implements Endpoints {
  private static final String SAMPLE = "sluice.sample";

  private final MeterRegistry registry;

  RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before(ctx -> ctx.attribute(SAMPLE, Timer.start(registry)));
    routes.after(this::stop);
  }

  private void stop(Context ctx) {
    Timer.Sample sample = ctx.attribute(SAMPLE);
    Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
    if (sample != null) {
      sample.stop(
          Timer.builder("sluice.http.requests")
              .description("Requests to the query service")
              .tag("path", endpoint == null ? "unknown" : endpoint.path)
              .tag("status", String.valueOf(ctx.statusCode()))
              .register(registry));
    }
  }
}
