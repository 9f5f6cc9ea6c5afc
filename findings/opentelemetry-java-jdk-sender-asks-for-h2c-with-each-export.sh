#!/usr/bin/env bash
# opentelemetry-exporter-otlp 1.68.0 (Maven Central) with opentelemetry-exporter-sender-jdk 1.68.0, beside its default
# sender opentelemetry-exporter-sender-okhttp 1.68.0
#
# One would guess: the two senders of one exporter say the same to a collector, a plain POST over HTTP/1.1; or, if the
# JDK's client tries HTTP/2 first, that it asks once for each connection, or that a setting turns it off.
# What happens: over http:// the JDK's sender asks for an upgrade to h2c with every export, also on a connection whose
# server has not taken it up before, so each export has three headers more, two of them hop-by-hop. Whatever stands in
# front of a collector has to leave them out or refuse them. setEnabledProtocols does not help: the name is about
# versions of TLS. OkHttp's sender never asks.
#
#   jdk: 3 exports, 3 ask for h2c, 1 connection
#   jdk with setEnabledProtocols("http/1.1"): 3 exports, 3 ask for h2c, 1 connection
#   okhttp: 3 exports, 0 ask for h2c, 1 connection
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars jdk io.opentelemetry:opentelemetry-sdk:1.68.0 io.opentelemetry:opentelemetry-exporter-otlp:1.68.0 \
  io.opentelemetry:opentelemetry-exporter-sender-jdk:1.68.0
mkdir okhttp
cp jdk/*.jar okhttp
rm jdk/opentelemetry-exporter-sender-okhttp-*.jar okhttp/opentelemetry-exporter-sender-jdk-*.jar

cat >Export.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

class Export {
  public static void main(String[] protocols) throws Exception {
    var exports = new AtomicInteger();
    var asks = new AtomicInteger();
    Set<Integer> connections = ConcurrentHashMap.newKeySet();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exports.incrementAndGet();
      asks.addAndGet("h2c".equals(exchange.getRequestHeaders().getFirst("Upgrade")) ? 1 : 0);
      connections.add(exchange.getRemoteAddress().getPort());
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    var exporter = OtlpHttpSpanExporter.builder().setEndpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    if (protocols.length > 0) {
      exporter.setEnabledProtocols(List.of(protocols));
    }
    var tracers = SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter.build())).build();
    for (int i = 0; i < 3; i++) {
      tracers.get("t").spanBuilder("s").startSpan().end();
      tracers.forceFlush().join(20, TimeUnit.SECONDS);
    }
    System.out.printf("%d exports, %d ask for h2c, %d connection%n", exports.get(), asks.get(), connections.size());
    System.exit(0);
  }
}
JAVA
exports() {
  echo -n "$1: "
  timeout 60 java -XX:TieredStopAtLevel=1 -cp "$2/*" Export.java "${@:3}" 2>errors || { tail -n 5 errors >&2; set_up_failed "nothing was exported"; }
}
{
  exports jdk jdk
  exports 'jdk with setEnabledProtocols("http/1.1")' jdk http/1.1
  exports okhttp okhttp
} | tee seen
grep -q '^okhttp: 3 exports, 0 ask' seen || no_longer "OkHttp's sender asks too, or exports something else"
grep -q '^jdk: 3 exports, 3 ask' seen || no_longer "the JDK's sender does not ask with each export"
grep -q '^jdk with .*: 3 exports, 3 ask' seen || no_longer "a setting turns it off"
still_surprising "the JDK's sender asks for h2c with each export"
