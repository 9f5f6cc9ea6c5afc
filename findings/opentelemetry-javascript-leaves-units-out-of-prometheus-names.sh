#!/usr/bin/env bash
# OpenTelemetry's exporters for Prometheus, with their defaults: @opentelemetry/exporter-prometheus 0.301.0 (npm), beside
# opentelemetry-exporter-prometheus 0.66b2 (PyPI), opentelemetry-exporter-prometheus 1.65.0-alpha (Java),
# go.opentelemetry.io/otel/exporters/prometheus v0.69.0 (Go)
#
# One would guess: a metric of the semantic conventions has one name in Prometheus, whatever the service is written in;
# OpenTelemetry has specified the translation.
# What happens: JavaScript leaves out the unit, which the other three add, so gen_ai.client.operation.duration is
# gen_ai_client_operation_duration in a Node service and gen_ai_client_operation_duration_seconds elsewhere: a query of
# either has no data of the other. Go alone calls a gauge of the unit 1 a ratio.
#
#   gen_ai.client.operation.duration (s): JavaScript gen_ai_client_operation_duration; Python, Java, Go gen_ai_client_operation_duration_seconds
#   gen_ai.client.token.usage ({token}): JavaScript, Python, Java, Go gen_ai_client_token_usage
#   sent (By): JavaScript sent_total; Python, Java, Go sent_bytes_total
#   load (1): JavaScript, Python, Java load; Go load_ratio
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages @opentelemetry/exporter-prometheus@0.301.0 @opentelemetry/sdk-metrics@3.1.0 @opentelemetry/api@1.10.0
python_packages opentelemetry-exporter-prometheus==0.66b2 opentelemetry-sdk==1.45.2 prometheus-client==0.26.0
jars java io.opentelemetry:opentelemetry-exporter-prometheus:1.65.0-alpha io.opentelemetry:opentelemetry-sdk:1.65.0
mkdir go

cat >export.mjs <<'JS'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

const exporter = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [exporter] }).getMeter('m');
meter.createHistogram('gen_ai.client.operation.duration', { unit: 's' }).record(1);
meter.createHistogram('gen_ai.client.token.usage', { unit: '{token}' }).record(5);
meter.createCounter('sent', { unit: 'By' }).add(1);
meter.createGauge('load', { unit: '1' }).record(0.5);
const { resourceMetrics } = await exporter.collect();
console.log(new PrometheusSerializer().serialize(resourceMetrics));
JS
cat >export.py <<'PYTHON'
import prometheus_client
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider

meter = MeterProvider(metric_readers=[PrometheusMetricReader()]).get_meter("m")
meter.create_histogram("gen_ai.client.operation.duration", unit="s").record(1)
meter.create_histogram("gen_ai.client.token.usage", unit="{token}").record(5)
meter.create_counter("sent", unit="By").add(1)
meter.create_gauge("load", unit="1").set(0.5)
print(prometheus_client.generate_latest().decode())
PYTHON
cat >Export.java <<'JAVA'
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.net.*;
import java.net.http.*;

class Export {
  public static void main(String[] args) throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var server = PrometheusHttpServer.builder().setHost("127.0.0.1").setPort(port).build();
    var meter = SdkMeterProvider.builder().registerMetricReader(server).build().get("m");
    meter.histogramBuilder("gen_ai.client.operation.duration").setUnit("s").build().record(1);
    meter.histogramBuilder("gen_ai.client.token.usage").setUnit("{token}").build().record(5);
    meter.counterBuilder("sent").setUnit("By").build().add(1);
    meter.gaugeBuilder("load").setUnit("1").build().set(0.5);
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    System.exit(0);
  }
}
JAVA
cat >go/main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otel "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

func main() {
	ctx, registry := context.Background(), prometheus.NewRegistry()
	exporter, err := otel.New(otel.WithRegisterer(registry))
	if err != nil {
		panic(err)
	}
	meter := sdk.NewMeterProvider(sdk.WithReader(exporter)).Meter("m")
	duration, _ := meter.Float64Histogram("gen_ai.client.operation.duration", metric.WithUnit("s"))
	duration.Record(ctx, 1)
	usage, _ := meter.Int64Histogram("gen_ai.client.token.usage", metric.WithUnit("{token}"))
	usage.Record(ctx, 5)
	sent, _ := meter.Int64Counter("sent", metric.WithUnit("By"))
	sent.Add(ctx, 1)
	load, _ := meter.Float64Gauge("load", metric.WithUnit("1"))
	load.Record(ctx, 0.5)
	page := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	fmt.Println(page.Body)
}
GO
(cd go && go_modules go.opentelemetry.io/otel/exporters/prometheus@v0.69.0 github.com/prometheus/client_golang@v1.25.0) || exit 2
node export.mjs >JavaScript
"$python" export.py >Python
timeout 60 java -XX:TieredStopAtLevel=1 -cp 'java/*' Export.java >Java
go/program >Go

# named METRIC UNIT PATTERN: which languages have which name.
named() {
  local language name previous='' said="$1 ($2):"
  for language in JavaScript Python Java Go; do
    name=$(sed -n "s/^\($3\)\({.*\)\{0,1\} [0-9.]*$/\1/p" "$language" | sed 's/_count$//' | sort -u)
    case $previous in '') said+=" $language" ;; "$name") said+=", $language" ;; *) said+=" $previous; $language" ;; esac
    previous=$name
  done
  echo "$said $previous"
}
{
  named gen_ai.client.operation.duration s 'gen_ai_client_operation[a-z_]*_count'
  named gen_ai.client.token.usage '{token}' 'gen_ai_client_token[a-z_]*_count'
  named sent By 'sent[a-z_]*total'
  named load 1 'load[a-z_]*'
} | tee seen
grep -q 'Python, Java, Go gen_ai_client_operation_duration_seconds$' seen || set_up_failed "not every language has exported the metric"
grep -q ': JavaScript gen_ai_client_operation_duration;' seen || no_longer "JavaScript adds the unit"
still_surprising "one metric has two names in Prometheus, by the language of the service"
