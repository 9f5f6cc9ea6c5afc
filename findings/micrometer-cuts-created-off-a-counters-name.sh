#!/usr/bin/env bash
# micrometer-registry-prometheus 1.17.2 (Maven Central, with prometheus-metrics-core 1.7.0), with its defaults
#
# One would guess: a counter "files.created" is files_created_total in Prometheus, as "files.deleted" is
# files_deleted_total.
# What happens: OpenMetrics reserves the endings _created, _info, _total and _bucket, and they are cut off, in the plain
# text format too. So "files.created" is files_total: a dashboard that asks for files_created_total has no data, and
# files_total looks like all files. A counter "files.total" or "files" beside it has the same name, so that only the first
# of them is exported. A gauge "jobs.created" is jobs, a summary "sizes.created" sizes. A timer keeps its name, since
# _seconds comes behind it.
#
#   files.deleted: files_deleted_total 1.0
#   files.created: files_total 2.0
#   files.total beside it: not exported
#   files beside it: not exported
#   jobs.created: jobs 3.0
#   sizes.created: sizes_sum 4.0
#   waits.created: waits_created_seconds_sum 5.0
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars lib io.micrometer:micrometer-registry-prometheus:1.17.2
cat >Export.java <<'JAVA'
import io.micrometer.core.instrument.*;
import io.micrometer.prometheusmetrics.*;
import java.time.Duration;

class Export {
  static final PrometheusMeterRegistry REGISTRY = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public static void main(String[] args) {
    Counter.builder("files.deleted").register(REGISTRY).increment(1);
    Counter.builder("files.created").register(REGISTRY).increment(2);
    Counter.builder("files.total").register(REGISTRY).increment(9);
    Counter.builder("files").register(REGISTRY).increment(8);
    Gauge.builder("jobs.created", () -> 3).register(REGISTRY);
    DistributionSummary.builder("sizes.created").register(REGISTRY).record(4);
    Timer.builder("waits.created").register(REGISTRY).record(Duration.ofSeconds(5));
    tell("files.deleted", "1.0");
    tell("files.created", "2.0");
    tell("files.total beside it", "9.0");
    tell("files beside it", "8.0");
    tell("jobs.created", "3.0");
    tell("sizes.created", "4.0");
    tell("waits.created", "5.0");
  }

  static void tell(String meter, String value) {
    System.out.println(meter + ": " + REGISTRY.scrape().lines()
        .filter(line -> !line.startsWith("#") && !line.contains("_max ") && line.endsWith(" " + value))
        .findFirst().orElse("not exported"));
  }
}
JAVA
timeout 60 java -XX:TieredStopAtLevel=1 -cp 'lib/*' Export.java 2>warnings | tee seen || { tail -n 5 warnings >&2; set_up_failed "the metrics were not exported"; }
grep -q '^files.deleted: files_deleted_total 1.0$' seen || set_up_failed "a counter was not exported"
grep -q '^files.created: files_total 2.0$' seen || no_longer "a counter keeps its ending created"
grep -q '^jobs.created: jobs 3.0$' seen || no_longer "a gauge keeps its ending created"
still_surprising "files.created is exported as files_total"
