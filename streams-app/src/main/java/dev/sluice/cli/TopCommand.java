package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.json.Json;
import dev.sluice.terminal.ShutdownSignal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Shows in a terminal what the page at {@code /} shows. */
@Command(
    name = "top",
    description = {
      "Show what the gateway does now: rates, latency, limits, targets, spend, failures.",
      "The operators' key is read from the variable SLUICE_OPERATORS_KEY."
    },
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TopCommand implements Callable<Integer> {
  private static final String KEY = "SLUICE_OPERATORS_KEY";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String CLEAR = "\u001b[H\u001b[2J";
  private static final int WIDTH = 120;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Of any instance of the gateway (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How often to ask (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(names = "--once", description = "Print it once, and exit.")
  private boolean once;

  @Option(
      names = "--json",
      description = "Print JSON, one object per line, as GET /overview answers it.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    boolean screen = Ansi.AUTO.enabled() && !once && !json;
    PrintStream out = System.out;
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try (ShutdownSignal stop = ShutdownSignal.forThisThread()) {
      while (!stop.isGiven()) {
        String told = told(client);
        out.println(screen ? CLEAR + told : told);
        // an error means that the reader, such as head, went away
        if (once || out.checkError()) {
          return ExitStatus.OK.code();
        }
        TimeUnit.SECONDS.sleep(Math.max(1, every));
      }
    } catch (InterruptedException stopped) {
      return ExitStatus.OK.code();
    }
    return ExitStatus.OK.code();
  }

  private String told(HttpClient client) throws StartException, InterruptedException {
    HttpResponse<byte[]> response = ask(client);
    JsonNode body = Json.parse(response.body());
    if (response.statusCode() == 401) {
      throw unavailable("the gateway wants the operators' key: set " + KEY);
    }
    if (response.statusCode() != 200 || body == null) {
      throw unavailable(url + " answers with status " + response.statusCode());
    }
    return json
        ? new String(response.body(), StandardCharsets.UTF_8)
        : String.join(System.lineSeparator(), TopText.lines(body, WIDTH, Ansi.AUTO.enabled()));
  }

  private HttpResponse<byte[]> ask(HttpClient client) throws StartException, InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url.replaceAll("/+$", "") + "/overview"))
              .timeout(PATIENCE);
      String key = System.getenv(KEY);
      if (key != null && !key.isEmpty()) {
        request.header("Authorization", "Bearer " + key);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException away) {
      throw unavailable(url + " can't be reached", away);
    } catch (IllegalArgumentException unfit) {
      throw unavailable("not a URL of HTTP: " + url, unfit);
    }
  }

  private static StartException unavailable(String message) {
    return unavailable(message, null);
  }

  private static StartException unavailable(String message, @Nullable Throwable cause) {
    return new StartException(ExitStatus.HTTP_UNAVAILABLE, message, cause);
  }
}
