package dev.sluice.gateway;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A collector of traces in the test's own JVM, which outlives gateways. Any thread. */
final class OtlpReceiver implements AutoCloseable {
  private static final BaseEncoding HEX = BaseEncoding.base16().lowerCase();

  private final HttpServer server;
  private final String key;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /**
   * @param instance the process that told it
   * @param parent empty for the first of a trace
   * @param links the IDs of spans
   */
  record Received(
      String instance,
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> attributes,
      List<String> links) {}

  private OtlpReceiver(HttpServer server, String key) {
    this.server = server;
    this.key = key;
  }

  /**
   * @param key whose header {@code x-key} is another is refused
   */
  static OtlpReceiver start(String key) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    OtlpReceiver receiver = new OtlpReceiver(HttpServer.create(address, 0), key);
    receiver.server.createContext("/v1/traces", receiver::take);
    receiver.server.start();
    return receiver;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Received> spans() {
    return List.copyOf(spans);
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    return "gzip".equals(encoding) ? new GZIPInputStream(body) : body;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!key.equals(exchange.getRequestHeaders().getFirst("x-key"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      try (InputStream body = body(exchange)) {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(this::keep);
      }
      byte[] taken = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, taken.length == 0 ? -1 : taken.length);
    }
  }

  private void keep(ResourceSpans told) {
    String instance =
        attributes(told.getResource().getAttributesList()).getOrDefault("service.instance.id", "");
    told.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .forEach(
            span ->
                spans.add(
                    new Received(
                        instance,
                        hex(span.getTraceId()),
                        hex(span.getSpanId()),
                        hex(span.getParentSpanId()),
                        span.getName(),
                        attributes(span.getAttributesList()),
                        span.getLinksList().stream().map(link -> hex(link.getSpanId())).toList())));
  }

  private static String hex(ByteString bytes) {
    return HEX.encode(bytes.toByteArray());
  }

  private static Map<String, String> attributes(List<KeyValue> all) {
    return all.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      default -> "";
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
