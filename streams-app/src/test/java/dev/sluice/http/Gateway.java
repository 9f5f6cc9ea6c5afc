package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.batch.store.MemoryStore;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.http.async.SharedWakeUp;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.overview.Snapshot;
import dev.sluice.overview.Snapshots;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.Lookup;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewReader;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.RequestLimits;
import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A query service on a free port, with what it asks under the test's control. */
public final class Gateway implements AutoCloseable {
  static final String KEY = "sk-acme";
  static final String OTHER_KEY = "sk-other";
  static final Duration TIME_TO_LIVE = Duration.ofHours(1);
  static final Duration RETENTION = Duration.ofHours(2);
  static final long MAX_BODY = 1 << 20;
  static final long MAX_FILE = 3 << 20;
  static final long BUFFER = 256 << 10;
  static final long BUFFERS = 64 << 20;
  static final Duration KEEP_ALIVE = Duration.ofMillis(100);
  static final PollingIds IDS =
      new PollingIds(
          "sluice.requests", 1, Map.of(1, "0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
  public static final String ID = IDS.issue(Events.TENANT, 0, Events.ACCEPTED_AT, 7);

  static final String STREAM_BODY = "{\"model\":\"chat\",\"input\":\"hi\",\"stream\":true}";
  static final String BODY = "{\"model\":\"chat\",\"input\":\"hi\",\"background\":true}";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final FakeView view = new FakeView();
  final RowWatchers watchers = new RowWatchers();
  final FakeTopic topic = new FakeTopic(view, watchers);
  final FakeCommands commands = new FakeCommands();
  public final FakeRequests requests = new FakeRequests();
  final FakeHealth health = new FakeHealth();
  final FakeDeltas deltas = new FakeDeltas();
  volatile boolean keepsDeltas = true;
  final MemoryStore store = new MemoryStore();
  final Map<String, List<AnswerDelta>> partial = new ConcurrentHashMap<>();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  volatile Instant now = Events.ENDED_AT;
  final WaiterRegistry waiting;
  private static final long START = System.nanoTime();
  private final @Nullable PeerClient peers;
  volatile Snapshot snapshot = Snapshots.of("one", Events.ENDED_AT.toEpochMilli());
  volatile List<String> others = List.of();
  final FakeStories stories = new FakeStories();
  private final List<Endpoints> endpoints;
  private final QueryService service;

  /** Knows the keys of two tenants. */
  public Gateway() {
    this(twoTenants());
  }

  public Gateway(ApiKeys keys) {
    this(keys, 10);
  }

  /**
   * @param maxWaiting how many may wait
   */
  public Gateway(int maxWaiting) {
    this(twoTenants(), maxWaiting);
  }

  /**
   * @param patience with decisions and answers
   */
  public Gateway(@Nullable PeerClient peers, Duration patience) {
    this(twoTenants(), 10, peers, patience);
  }

  private Gateway(ApiKeys keys, int maxWaiting) {
    this(keys, maxWaiting, null, Duration.ofSeconds(60));
  }

  private Gateway(ApiKeys keys, int maxWaiting, @Nullable PeerClient peers, Duration patience) {
    this(keys, maxWaiting, peers, patience, OperatorsKey.NONE);
  }

  /** Has no secrets from whoever has the key. */
  Gateway(OperatorsKey operators) {
    this(twoTenants(), 10, null, Duration.ofSeconds(60), operators);
  }

  private Gateway(
      ApiKeys keys,
      int maxWaiting,
      @Nullable PeerClient peers,
      Duration patience,
      OperatorsKey operators) {
    this.peers = peers;
    InstantSource running = () -> now.plusNanos(System.nanoTime() - START);
    waiting = new WaiterRegistry(watchers, maxWaiting, registry);
    PeerRouter router = new PeerRouter(IDS, topic, peers, waiting, running);
    PollingSettings settings =
        new PollingSettings(TIME_TO_LIVE, RETENTION, Duration.ofSeconds(60), KEEP_ALIVE, patience);
    AnswerSources answers = new AnswerSources(IDS, topic.committed(), peers, running);
    PollHandler polls =
        new PollHandler(
            new ResponseSources(IDS, view, requests, live()),
            answers,
            settings,
            waiting,
            router,
            () -> now);
    CreationSettings creation =
        new CreationSettings(
            new RequestLimits(10, 10_000), MAX_BODY, patience, patience, KEEP_ALIVE);
    endpoints =
        List.of(
            new CreateApi(keys, new Topics(topic, commands, requests), answers, polls, creation),
            new ResponsesApi(keys, polls, commands, requests, () -> now),
            new ModelsApi(keys, caller -> List.of("chat", "draft", "vendor/model")),
            new FilesApi(keys, store, MAX_FILE, () -> now),
            new BatchesApi(keys, store, Duration.ofDays(1), () -> now),
            new OpenApiDocument(),
            new OperationsApi(health, keys, registry, registry::scrape),
            new PageFiles(operators),
            new OverviewApi(
                operators,
                new ClusterOverview(() -> snapshot, () -> others, peers, () -> now),
                stories,
                waiting,
                new StreamBuffers(BUFFER, BUFFERS, registry)));
    List<Endpoints> withBroken = new ArrayList<>(endpoints);
    withBroken.add(Gateway::addBroken);
    service = new QueryService(PlainHttp.on(0), withBroken);
    service.start();
  }

  private LiveAnswers live() {
    return new LiveAnswers(
        deltas,
        id -> partial.getOrDefault(id, List.of()),
        new StreamBuffers(BUFFER, BUFFERS, registry),
        ended -> keepsDeltas,
        new SharedWakeUp());
  }

  /** How many streams were ended because their clients read too slowly. */
  double dropped() {
    return registry.get("sluice.http.streams.dropped").counter().count();
  }

  /** The bytes that wait for clients. */
  double unread() {
    return registry.get("sluice.http.streams.waiting.bytes").gauge().value();
  }

  @Override
  public void close() {
    waiting.close();
    service.close();
    if (peers != null) {
      peers.close();
    }
  }

  /** As the view's writer does it when an event of the request has been committed. */
  public void changes(String id, ViewRow row) {
    view.rows.put(id, row);
    watchers.changed(0, id, row);
  }

  /** The partition goes to another process. */
  void losesItsPartition() {
    view.unknown = true;
    watchers.closed(0);
  }

  /** How many polls and streams wait now. */
  double waiting() {
    return registry.get("sluice.http.waiting").gauge().value();
  }

  /** What a gateway serves. */
  List<Endpoints> endpoints() {
    return endpoints;
  }

  int port() {
    return service.port();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  HttpResponse<String> create(String body, String... headers) {
    return creates(body, headers).join();
  }

  /** Done as soon as the answer begins. */
  CompletableFuture<HttpResponse<InputStream>> creating(String body) {
    return CLIENT.sendAsync(post(body).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  HttpResponse<String> chat(String body, String... headers) {
    HttpRequest.Builder post = post("/v1/chat/completions", body);
    return send((headers.length == 0 ? post : post.headers(headers)).build());
  }

  /** Done as soon as the answer begins. */
  CompletableFuture<HttpResponse<InputStream>> chatting(String body) {
    return CLIENT.sendAsync(
        post("/v1/chat/completions", body).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  HttpResponse<String> posts(String path, String body) {
    return send(post(path, body).build());
  }

  HttpResponse<String> createAs(String apiKey, String body) {
    return send(post(body).setHeader("Authorization", "Bearer " + apiKey).build());
  }

  private HttpRequest.Builder post(String body) {
    return post("/v1/responses", body);
  }

  private HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Authorization", "Bearer " + KEY)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  CompletableFuture<HttpResponse<String>> creates(String body, String... headers) {
    HttpRequest.Builder post = post(body);
    return CLIENT.sendAsync(
        (headers.length == 0 ? post : post.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> poll(String id, String apiKey) {
    return send(request("/v1/responses/" + id).header("Authorization", "Bearer " + apiKey).build());
  }

  CompletableFuture<HttpResponse<String>> polls(String idAndQuery) {
    return CLIENT.sendAsync(
        request("/v1/responses/" + idAndQuery).header("Authorization", "Bearer " + KEY).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Done as soon as the answer begins. */
  CompletableFuture<HttpResponse<InputStream>> streaming(String idAndQuery) {
    return CLIENT.sendAsync(
        request("/v1/responses/" + idAndQuery).header("Authorization", "Bearer " + KEY).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  public HttpResponse<String> ask(String method, String path) {
    return ask(method, path, KEY);
  }

  public HttpResponse<String> ask(String method, String path, String apiKey) {
    return send(
        request(path)
            .header("Authorization", "Bearer " + apiKey)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Asks on a connection of its own, which the test reads and closes. */
  Socket connect(String idAndQuery) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port());
    client.setSoTimeout(20_000);
    client.getOutputStream().write(get(idAndQuery));
    return client;
  }

  static byte[] get(String idAndQuery) {
    return "GET /v1/responses/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
        .formatted(idAndQuery, KEY)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes as they are, on a connection of their own; empty where it was cut. */
  String exchange(byte[] request) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(request);
      client.shutdownOutput();
      InputStream in = client.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      // the server closes a connection that it can't make sense of
      return "";
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(body, malformed);
    }
  }

  static ViewRow pending(CallStatus status, long seq) {
    return new ViewRow.Pending(Events.status(ID, status, seq).build());
  }

  public static ViewRow completed() {
    return new ViewRow.Completed(Events.result(ID, Events.text("Bonjour")).build());
  }

  private static ApiKeys twoTenants() {
    HashedApiKeys keys = new HashedApiKeys();
    keys.put(Events.TENANT, Map.of(HashedApiKeys.hash(KEY), "web"));
    keys.put("other", Map.of(HashedApiKeys.hash(OTHER_KEY), "default"));
    keys.markReady();
    return keys;
  }

  private static void addBroken(RoutesConfig routes) {
    routes.get(
        "/broken/exception",
        ctx -> {
          throw new IllegalStateException("a secret of the inside");
        });
    routes.get(
        "/broken/error",
        ctx -> {
          throw new LinkageError("a secret of the inside");
        });
  }

  static final class FakeView implements ViewReader {
    final Map<String, ViewRow> rows = new ConcurrentHashMap<>();
    volatile boolean unknown;
    volatile boolean uncommitted;
    volatile boolean answersAnything;

    @Override
    public Lookup find(PollingId id) {
      if (unknown) {
        return new Lookup.Unknown("NOT_PRESENT");
      }
      if (uncommitted) {
        return new Lookup.Uncommitted();
      }
      ViewRow row = answersAnything ? completed() : rows.get(id.text());
      return row == null ? new Lookup.Absent() : new Lookup.Found(row);
    }
  }
}
