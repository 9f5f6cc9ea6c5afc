package dev.sluice.provider.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request to a stub. Used by one thread. */
final class StubExchange {
  private final HttpExchange exchange;
  private final byte[] body;

  StubExchange(HttpExchange exchange) throws IOException {
    this.exchange = exchange;
    this.body = exchange.getRequestBody().readAllBytes();
  }

  boolean posts() {
    return exchange.getRequestMethod().equals("POST");
  }

  /** Below the version of the API. */
  String path() {
    return exchange.getRequestURI().getPath().replaceFirst("^(/openai)?(/v1)?", "");
  }

  String query(String name) {
    Map<String, String> query = new HashMap<>();
    String text = exchange.getRequestURI().getQuery();
    for (String pair : (text == null ? "" : text).split("&", -1)) {
      query.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("^[^=]*=?", ""));
    }
    return query.getOrDefault(name, "");
  }

  String header(String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** In whichever header it comes. */
  String key() {
    String bearer = header("Authorization").replaceFirst("^Bearer ", "");
    return bearer + header("api-key") + header("x-api-key");
  }

  byte[] body() {
    return body;
  }

  JsonNode json() {
    return Objects.requireNonNull(Json.parse(body), "the body is no JSON");
  }

  void reply(int status, ObjectNode json) throws IOException {
    reply(status, "application/json", Json.bytes(json));
  }

  void reply(int status, String type, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  void refuse(int status, String type, String message) throws IOException {
    ObjectNode json = Json.object().put("type", "error");
    json.putObject("error").put("type", type).put("message", message);
    reply(status, json);
  }

  void limitRate() throws IOException {
    exchange.getResponseHeaders().set("Retry-After", "7");
    refuse(429, "rate_limit_error", "Too many requests");
  }

  void unreadable() throws IOException {
    reply(200, "text/html", "<html>hello</html>".getBytes(UTF_8));
  }

  /** Breaks the connection without a reply. */
  void drop() {
    exchange.close();
  }

  /** A form's fields, and its file as {@code file}; null if the body is no form. */
  @Nullable Map<String, String> form() {
    String boundary = header("Content-Type").replaceFirst("^multipart/form-data; *boundary=", "");
    Map<String, String> fields = new HashMap<>();
    for (String part : new String(body, UTF_8).split("(\r\n)?--" + boundary + "(--)?\r\n", -1)) {
      int head = part.indexOf("\r\n\r\n");
      if (head > 0) {
        String name = part.replaceFirst("(?s).*?[; ]name=\"([^\"]*)\".*", "$1");
        fields.put(name, part.substring(head + 4));
      }
    }
    return fields.isEmpty() ? null : fields;
  }
}
