package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An endpoint on this machine that keeps what it is sent, and answers as it is told to, with 200
 * when it isn't.
 */
public final class WebhookReceiver implements AutoCloseable {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One request.
   *
   * @param headers names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Received(String path, Map<String, String> headers, byte[] body, Instant at) {

    public String id() {
      return headers.getOrDefault("webhook-id", "");
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What OpenAI's SDKs and the libraries of Standard Webhooks check. */
    public boolean verifies(String secret) {
      String timestamp = headers.getOrDefault("webhook-timestamp", "0");
      Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), at).abs();
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      byte[] signed = (id() + "." + timestamp + "." + new String(body, UTF_8)).getBytes(UTF_8);
      byte[] expected;
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        expected = mac.doFinal(signed);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      return age.compareTo(TOLERANCE) < 0
          && List.of(headers.getOrDefault("webhook-signature", "").split(" ")).stream()
              .filter(each -> each.startsWith("v1,"))
              .anyMatch(
                  each ->
                      MessageDigest.isEqual(
                          Base64.getDecoder().decode(each.substring(3)), expected));
    }
  }

  /**
   * @param body bytes of it
   */
  public record Answer(int status, Map<String, String> headers, int body) {
    public static Answer of(int status) {
      return new Answer(status, Map.of(), 0);
    }
  }

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer server;
  private volatile boolean silent;

  public WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hooks?token=t-0123456789";
  }

  public WebhookReceiver answers(Answer... next) {
    answers.addAll(List.of(next));
    return this;
  }

  /** From now on it takes requests and says nothing. */
  public WebhookReceiver fallsSilent() {
    silent = true;
    return this;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    received.add(
        new Received(
            exchange.getRequestURI().toString(), Map.copyOf(headers), body, Instant.now()));
    if (silent) {
      return;
    }
    Answer answer = answers.isEmpty() ? Answer.of(200) : answers.remove();
    answer.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(answer.status(), answer.body() == 0 ? -1 : answer.body());
    if (answer.body() > 0) {
      exchange.getResponseBody().write(ByteBuffer.allocate(answer.body()).array());
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
