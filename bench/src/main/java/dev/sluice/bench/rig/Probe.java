package dev.sluice.bench.rig;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the gateway and the provider how they are, now and then; not for load. */
public final class Probe {
  private static final Pattern CALLS = Pattern.compile("\"calls\": (\\d+)");
  private static final Pattern EXPORTS = Pattern.compile("\"exports\": (\\d+)");
  private static final Pattern UNDER_WAY = Pattern.compile("\"under_way\": (\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** How many calls have come to the provider. */
  public long calls(String providerUrl) throws IOException, InterruptedException {
    return Long.parseLong(find(CALLS, providerUrl + "/stats"));
  }

  /** How many calls the provider has not answered yet. */
  public long callsUnderWay(String providerUrl) throws IOException, InterruptedException {
    return Long.parseLong(find(UNDER_WAY, providerUrl + "/stats"));
  }

  /** How often spans have been exported to the provider, which is a collector too. */
  public long exports(String providerUrl) throws IOException, InterruptedException {
    return Long.parseLong(find(EXPORTS, providerUrl + "/stats"));
  }

  /**
   * @param name as Prometheus spells it, of a metric without labels
   */
  public double metric(String gatewayUrl, String name) throws IOException, InterruptedException {
    Pattern line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)", Pattern.MULTILINE);
    return Double.parseDouble(find(line, gatewayUrl + "/metrics"));
  }

  private String find(Pattern pattern, String url) throws IOException, InterruptedException {
    String body =
        client
            .send(
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher matcher = pattern.matcher(body);
    if (!matcher.find()) {
      throw new IOException(url + " does not tell " + pattern);
    }
    return matcher.group(1);
  }
}
