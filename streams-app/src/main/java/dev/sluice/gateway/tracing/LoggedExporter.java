package dev.sluice.gateway.tracing;

import dev.sluice.outage.LogLimiter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the gateway's own log which spans have not reached the collector. Any thread. */
final class LoggedExporter implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(LoggedExporter.class);

  /** The library's own lines would go past our log. Held, or its level would be forgotten. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  static {
    LIBRARY.setLevel(java.util.logging.Level.OFF);
  }

  private final SpanExporter exporter;
  private final String endpoint;
  private final LogLimiter lines = new LogLimiter();

  LoggedExporter(SpanExporter exporter, String endpoint) {
    this.exporter = exporter;
    this.endpoint = endpoint;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    int count = spans.size();
    return result.whenComplete(() -> tell(result, count));
  }

  private void tell(CompletableResultCode result, int count) {
    if (!result.isSuccess()) {
      Throwable cause = result.getFailureThrowable();
      String reason = cause == null ? "the collector refused them" : cause.toString();
      lines.warn(log, "export", count + " spans have not reached " + endpoint + ": " + reason);
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
