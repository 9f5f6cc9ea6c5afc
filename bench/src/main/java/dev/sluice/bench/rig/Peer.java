package dev.sluice.bench.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LiteLLM's proxy with two workers, and the Redis that its background responses are in. One thread.
 */
public final class Peer implements AutoCloseable {
  public static final String NAME = "litellm";
  public static final String STORE = "redis";

  /** Made by the provider as server-sent events, which LiteLLM asks for in the background. */
  public static final String BACKGROUND = "background";

  public static final String FOREGROUND = "foreground";

  /** As {@link #BACKGROUND}, answered after a while. */
  public static final String SLOW = "slow";

  public static final String KEY = "sk-peer";

  private static final int WORKERS = 2;
  private static final Duration START = Duration.ofMinutes(2);

  private final Path python;
  private final Path dir;
  private final Path log;
  private final int port;
  private final int redisPort;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Program redis;
  private Program proxy;

  private Peer(Path python, Path dir, Path logs, Provider provider)
      throws IOException, InterruptedException {
    this.python = python;
    this.dir = Files.createDirectories(dir);
    this.log = logs.resolve("litellm.log");
    this.port = freePort();
    this.redisPort = freePort();
    Files.writeString(dir.resolve("litellm.yaml"), config(provider, redisPort));
    this.redis =
        Program.start(
            // nothing written to disk, which is the fastest
            List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(redisPort),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                dir.toString()),
            Map.of(),
            logs.resolve("redis.log"),
            () -> listens(redisPort),
            START);
    boolean started = false;
    try {
      this.proxy = proxy();
      started = true;
    } finally {
      if (!started) {
        redis.close();
      }
    }
  }

  /**
   * @param url where it listens
   * @param script how it answers; LiteLLM asks for other forms
   * @param slow how long it takes for {@link #SLOW}
   */
  public record Provider(String url, Script script, Duration slow) {
    private String base(Script.Form form) {
      return base(script.as(form));
    }

    private String slowBase(Script.Form form) {
      return base(Script.answering(slow, script.answerCharacters()).as(form));
    }

    private String base(Script how) {
      return url + "/" + how.path() + "/v1";
    }
  }

  /**
   * @param python a virtual environment in which LiteLLM is installed
   */
  public static Peer start(Path python, Path dir, Path logs, Provider provider)
      throws IOException, InterruptedException {
    return new Peer(python, dir, logs, provider);
  }

  private Program proxy() throws IOException, InterruptedException {
    return Program.start(
        List.of(
            python.resolve("bin/litellm").toString(),
            "--config",
            dir.resolve("litellm.yaml").toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--num_workers",
            Integer.toString(WORKERS),
            "--telemetry",
            "False"),
        Map.of(
            "LITELLM_MODE", "PRODUCTION",
            "LITELLM_LOG", "ERROR",
            "LITELLM_LOCAL_MODEL_COST_MAP", "True"),
        log,
        this::isReady,
        START);
  }

  static String config(Provider provider, int redisPort) {
    return """
    model_list:
      - model_name: %s
        litellm_params: {model: openai/bench-1, api_base: '%s', api_key: none}
      - model_name: %s
        litellm_params: {model: openai/bench-1, api_base: '%s', api_key: none}
      - model_name: %s
        litellm_params: {model: openai/bench-1, api_base: '%s', api_key: none}
    general_settings:
      master_key: %s
    litellm_settings:
      cache: true
      cache_params: {type: redis, host: 127.0.0.1, port: %d, supported_call_types: []}
      responses:
        background_mode: {polling_via_cache: all, ttl: 3600}
    """
        .formatted(
            BACKGROUND,
            provider.base(Script.Form.RESPONSES_STREAM),
            FOREGROUND,
            provider.base(Script.Form.RESPONSES),
            SLOW,
            provider.slowBase(Script.Form.RESPONSES_STREAM),
            KEY,
            redisPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(url() + "/health/readiness"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends the proxy as a crash would, and starts it again; Redis stays. */
  public void crash() throws IOException, InterruptedException {
    proxy.kill();
    proxy = proxy();
  }

  /** For {@link Rig#meter}; each stands for its descendants too. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put(NAME, proxy.pid());
    pids.put(STORE, redis.pid());
    return pids;
  }

  @Override
  public void close() {
    proxy.close();
    redis.close();
  }
}
