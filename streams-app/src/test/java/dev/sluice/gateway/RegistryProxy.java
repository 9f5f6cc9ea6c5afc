package dev.sluice.gateway;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.matching.UrlPattern;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.function.IntPredicate;

/** Stands between a gateway and the registry, and can keep it away, or from its memory. */
final class RegistryProxy implements AutoCloseable {
  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private final String registryUrl;

  private RegistryProxy(String registryUrl) {
    this.registryUrl = registryUrl;
  }

  static RegistryProxy start(String registryUrl) {
    RegistryProxy proxy = new RegistryProxy(registryUrl);
    proxy.server.start();
    proxy.back();
    return proxy;
  }

  String url() {
    return server.baseUrl();
  }

  void away() {
    answers(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serviceUnavailable()));
  }

  void back() {
    answers(forwarding());
  }

  /** It answers as one that has just started and reads its topic: it has nothing yet. */
  void replaying() {
    answers(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.okJson("[]")));
    server.stubFor(WireMock.get(schema("\\d+")).willReturn(missing()));
  }

  /** It has all but this one schema, as a follower has that lags behind its leader. */
  void lagging(int schemaId) {
    answers(forwarding());
    server.stubFor(WireMock.get(schema(String.valueOf(schemaId))).willReturn(missing()));
  }

  /** How often it was asked for these schemas, whatever it answered. */
  int lookUps(IntPredicate which) {
    return (int)
        server.findAll(WireMock.getRequestedFor(schema("\\d+"))).stream()
            .map(LoggedRequest::getUrl)
            .mapToInt(url -> Integer.parseInt(url.replaceAll("^/schemas/ids/|\\?.*", "")))
            .filter(which)
            .count();
  }

  private void answers(MappingBuilder stub) {
    server.resetMappings();
    server.stubFor(stub);
  }

  private MappingBuilder forwarding() {
    return WireMock.any(WireMock.anyUrl())
        .willReturn(WireMock.aResponse().proxiedFrom(registryUrl));
  }

  private static UrlPattern schema(String id) {
    return WireMock.urlPathMatching("/schemas/ids/" + id);
  }

  private static ResponseDefinitionBuilder missing() {
    return WireMock.jsonResponse("{\"error_code\":40403,\"message\":\"Schema not found\"}", 404);
  }

  @Override
  public void close() {
    server.stop();
  }
}
