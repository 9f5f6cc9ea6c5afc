package dev.sluice.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.client.rest.entities.ErrorMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's HTTP server on the loopback interface, with daemon threads of its own. */
public final class RegistryServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RegistryServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY_BYTES = 16 << 20;

  static {
    // read once, when the server's classes load; without it every answer waits 40 ms for the
    // client's delayed ACK
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final SchemaRegistry registry;
  private final Routes routes;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("schema-registry-%d").setDaemon(true).build());

  private RegistryServer(SchemaRegistry registry, HttpServer server) {
    this.registry = registry;
    this.routes = new Routes(registry);
    this.server = server;
  }

  /**
   * Returns when the registry answers.
   *
   * @param file what is kept between runs; made when it isn't there
   * @param port 0 for a free one
   */
  public static RegistryServer start(Path file, int port) throws IOException {
    SchemaRegistry registry = new SchemaRegistry(file);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      HttpServer http = HttpServer.create(new InetSocketAddress(loopback, port), 0);
      RegistryServer server = new RegistryServer(registry, http);
      http.createContext("/", server::handle);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdown();
    registry.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      byte[] answer;
      try {
        answer = bytes(answer(exchange));
      } catch (RegistryException e) {
        status = e.status();
        answer = bytes(new ErrorMessage(e.code(), String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        status = 500;
        answer = bytes(new ErrorMessage(50001, "Error in the backend data store: " + e));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private Object answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw RegistryException.http(413, "The body is larger than " + MAX_BODY_BYTES + " bytes");
    }
    return routes.answer(
        exchange.getRequestMethod(),
        path(exchange.getRequestURI().getRawPath()),
        query(exchange.getRequestURI().getRawQuery()),
        new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(Object answer) throws JsonProcessingException {
    return answer instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : JSON.writeValueAsBytes(answer);
  }

  private static List<String> path(String raw) {
    String path =
        raw.substring(1, raw.endsWith("/") ? Math.max(1, raw.length() - 1) : raw.length());
    return path.isEmpty()
        ? List.of()
        : Splitter.on('/').splitToStream(path).map(RegistryServer::decoded).toList();
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : Splitter.on('&').omitEmptyStrings().split(raw == null ? "" : raw)) {
      int equals = pair.indexOf('=');
      query.put(
          decoded(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
