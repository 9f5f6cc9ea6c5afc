package dev.sluice.topology;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One HTTP server that plays several providers, each below a path of its own name. */
final class VendorServer implements AutoCloseable {
  private static final String OK =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hello\"}}]}";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final WireMockServer server =
      new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

  VendorServer() {
    server.start();
  }

  ProviderSettings provider(String name, String... keys) {
    return new ProviderSettings(
        name,
        ProviderKind.OPENAI,
        URI.create(server.baseUrl() + "/" + name),
        null,
        Arrays.stream(keys).map(Secret::new).toList(),
        Map.of("X-Operator", name),
        ProviderSettings.MAX_TOKENS,
        100);
  }

  /** Of the model {@code model-of-<name>}. */
  static Target target(String name, String provider) {
    return new Target(name, provider, "model-of-" + name, Sampling.NONE, null, TIMEOUT);
  }

  static ResponseDefinitionBuilder ok() {
    return okJson(OK);
  }

  static ResponseDefinitionBuilder refusal(int status, String code) {
    return aResponse()
        .withStatus(status)
        .withBody("{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}");
  }

  void replies(String provider, ResponseDefinitionBuilder reply) {
    server.stubFor(post(urlPathEqualTo(path(provider))).willReturn(reply));
  }

  void replies(String provider, String key, ResponseDefinitionBuilder reply) {
    server.stubFor(
        post(urlPathEqualTo(path(provider)))
            .withHeader("Authorization", equalTo("Bearer " + key))
            .willReturn(reply));
  }

  List<LoggedRequest> received(String provider) {
    return server.findAll(postRequestedFor(urlPathEqualTo(path(provider))));
  }

  private static String path(String provider) {
    return "/" + provider + "/chat/completions";
  }

  @Override
  public void close() {
    server.stop();
  }
}
