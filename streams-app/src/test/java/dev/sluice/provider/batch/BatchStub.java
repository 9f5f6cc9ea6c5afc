package dev.sluice.provider.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A provider on this machine that behaves as OpenAI's, Azure's and Anthropic's documentation says
 * of batches, and answers ordinary calls at once. Batches go on when they are told to. Any thread.
 */
public final class BatchStub implements AutoCloseable {
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Set<String> keys;
  private final StubStore store = new StubStore();
  private final StubOpenAi openAi = new StubOpenAi(store);
  private final StubAnthropic anthropic = new StubAnthropic(store);
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ordinary = new AtomicInteger();

  private BatchStub(HttpServer server, Set<String> keys) {
    this.server = server;
    this.keys = keys;
  }

  /**
   * @param keys each of a project of its own; any key is taken if there are none
   */
  public static BatchStub start(String... keys) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      BatchStub stub = new BatchStub(server, Set.of(keys));
      server.createContext("/", stub::handle);
      server.setExecutor(stub.threads);
      server.start();
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a path, as Azure's resources are named. */
  public String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** As OpenAI's and Anthropic's base URLs are. */
  public String url() {
    return host() + "/v1";
  }

  public StubFaults faults() {
    return store.faults();
  }

  /** Every batch goes on by one state. */
  public void advance() {
    store.advance();
  }

  /** Every batch goes on to its end. */
  public void finish() {
    for (int i = 0; i < StubBatch.State.values().length; i++) {
      store.advance();
    }
  }

  /** Each batch goes on by one state when it has been asked for so often. */
  public void advanceAfter(int polls) {
    store.advanceAfter(polls);
  }

  /** All that were created, in their order. */
  public List<StubBatch> batches() {
    return List.copyOf(store.batches());
  }

  /** The custom IDs of all requests of all batches, each as often as it was submitted. */
  public List<String> submitted() {
    return store.batches().stream()
        .map(batch -> batch.bodies().keySet())
        .flatMap(Collection::stream)
        .toList();
  }

  /** The fields of the forms of all uploads. */
  public List<Map<String, String>> uploads() {
    return openAi.uploads().stream().map(StubOpenAi.Upload::form).toList();
  }

  /** A batch of somebody else with the same key, as it is after its creation. */
  public StubBatch foreign(String key, int size) {
    Map<String, JsonNode> bodies = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      bodies.put("foreign-" + i, Json.object());
    }
    return store.add("", key, bodies);
  }

  /** Methods and paths, with queries, in their order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** How many requests came outside of batches. */
  public int ordinaryCalls() {
    return ordinary.get();
  }

  private void handle(HttpExchange http) throws IOException {
    StubExchange exchange = new StubExchange(http);
    asked.add(http.getRequestMethod() + " " + http.getRequestURI());
    String path = exchange.path();
    if (!keys.isEmpty() && !keys.contains(exchange.key())) {
      exchange.refuse(401, "authentication_error", "Incorrect API key: " + exchange.key());
    } else if (path.startsWith("/messages/batches")) {
      anthropic.handle(exchange);
    } else if (path.startsWith("/files") || path.startsWith("/batches")) {
      openAi.handle(exchange);
    } else if (path.endsWith("/chat/completions")) {
      answer(exchange, StubAnswers::chat);
    } else if (path.equals("/responses")) {
      answer(exchange, StubAnswers::responses);
    } else if (path.equals("/messages")) {
      answer(exchange, StubAnswers::message);
    } else {
      exchange.refuse(404, "not_found_error", "no such path");
    }
  }

  private void answer(StubExchange exchange, Function<String, ObjectNode> form) throws IOException {
    ordinary.incrementAndGet();
    exchange.reply(200, form.apply(exchange.header("Idempotency-Key")));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
