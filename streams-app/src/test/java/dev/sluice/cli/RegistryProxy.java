package dev.sluice.cli;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/** Stands between a gateway and the registry, and can keep it away. */
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
    server.resetAll();
    server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serviceUnavailable()));
  }

  void back() {
    server.resetAll();
    server.stubFor(
        WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().proxiedFrom(registryUrl)));
  }

  @Override
  public void close() {
    server.stop();
  }
}
