#!/usr/bin/env bash
# opentelemetry-exporter-prometheus 1.65.0-alpha (with prometheus-metrics 1.8.0) and micrometer-registry-prometheus 1.17.2
# (with prometheus-metrics 1.7.0), from Maven Central, in one application
#
# One would guess: an application that has Micrometer's metrics and adds OpenTelemetry's exporter serves both; both
# stand on Prometheus's own client library, whose versions 1.7.0 and 1.8.0 differ by a minor number.
# What happens: Maven takes the nearest version, which is Micrometer's 1.7.0 for the model, and 1.8.0 for the server. The
# exporter starts, and then each scrape of it ends in a connection that is closed without a status, since the exporter
# calls a method that 1.7.0 lacks; the error goes to the thread's handler, not to a log. Micrometer's side works, so the
# health of the process looks good. With prometheus-metrics-bom 1.8.0 imported, both work.
#
#   as Maven resolves them: model 1.7.0, server 1.8.0; OpenTelemetry: no reply; Micrometer: sent_total 1.0
#   with the BOM: model 1.8.0, server 1.8.0; OpenTelemetry: sent_total 1.0; Micrometer: sent_total 1.0
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs mvn java
# resolve FOLDER MANAGEMENT: what Maven takes, with this dependency management.
resolve() {
  mkdir "$1"
  cat >"$1/pom.xml" <<XML
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencyManagement><dependencies>$2</dependencies></dependencyManagement>
<dependencies>
<dependency><groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.17.2</version></dependency>
<dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-sdk</artifactId><version>1.65.0</version></dependency>
<dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-exporter-prometheus</artifactId><version>1.65.0-alpha</version></dependency>
</dependencies></project>
XML
  set_up mvn --batch-mode --quiet --file "$1/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
    -DoutputDirectory=. -DincludeScope=runtime
}
resolve plain ''
resolve bom '<dependency><groupId>io.prometheus</groupId><artifactId>prometheus-metrics-bom</artifactId><version>1.8.0</version><type>pom</type><scope>import</scope></dependency>'

cat >Serve.java <<'JAVA'
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.*;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.time.Duration;

class Serve {
  public static void main(String[] args) throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var meters = SdkMeterProvider.builder()
        .registerMetricReader(PrometheusHttpServer.builder().setHost("127.0.0.1").setPort(port).build()).build();
    meters.get("m").counterBuilder("sent").build().add(1);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Counter.builder("sent").register(registry).increment();
    System.out.println("OpenTelemetry: " + scrape(port) + "; Micrometer: " + sent(registry.scrape()));
    System.exit(0);
  }

  static String scrape(int port) throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).timeout(Duration.ofSeconds(20)).build();
    try {
      var reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return reply.statusCode() == 200 ? sent(reply.body()) : "status " + reply.statusCode();
    } catch (IOException e) {
      return "no reply";
    }
  }

  static String sent(String page) {
    return page.lines().filter(line -> line.startsWith("sent_total")).map(line -> line.replaceAll("\\{.*}", "")).findFirst().orElse("nothing");
  }
}
JAVA
version() { ls "$1" | sed -n "s/^$2-\([0-9.]*\)\.jar$/\1/p"; }
for folder in plain bom; do
  case $folder in plain) echo -n "as Maven resolves them: " ;; bom) echo -n "with the BOM: " ;; esac
  echo -n "model $(version $folder prometheus-metrics-model), server $(version $folder prometheus-metrics-exporter-common); "
  timeout 60 java -XX:TieredStopAtLevel=1 -cp "$folder/*" Serve.java 2>errors || { tail -n 5 errors >&2; set_up_failed "the application did not run"; }
  grep -o NoSuchMethodError errors >>missing || true
done | tee seen
grep -q '^with the BOM: .*OpenTelemetry: sent_total 1.0; Micrometer: sent_total 1.0$' seen || set_up_failed "they do not serve with one version either"
grep -q '^as Maven resolves them: .*OpenTelemetry: no reply; Micrometer: sent_total 1.0$' seen || no_longer "both serve Prometheus"
grep -q NoSuchMethodError missing || no_longer "it is not for a missing method"
still_surprising "OpenTelemetry's exporter answers no scrape beside Micrometer's"
