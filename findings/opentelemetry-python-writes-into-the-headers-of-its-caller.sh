#!/usr/bin/env bash
# opentelemetry-instrumentation-confluent-kafka 0.66b1 with confluent-kafka 2.16.1 and
# opentelemetry-instrumentation-kafka-python 0.66b1 with kafka-python 3.0.12 (PyPI), on Kafka 4.4.0, beside
# opentelemetry-kafka-clients-2.6 2.31.1-alpha with kafka-clients 4.4.0 (Java)
#
# One would guess: each record that an instrumented producer sends has one header traceparent, its own, and all of
# OpenTelemetry's languages take the same one for its trace.
# What happens: the instrumentation appends traceparent to the list that the caller has given as headers. A list that is
# used for several records, a constant for instance, grows by one with each, and a record that is handed on with
# message.headers() has two. So records grow without end, and traces depend on the reader: Python takes the first
# traceparent, which is the trace of the first record, and Java takes the last, which is the record's own.
# opentelemetry-instrumentation-aiokafka has the same lines; it was read, not run.
#
#   confluent-kafka: traceparents of 3 records with one list: 1 2 3; read in the trace of record: 1 1 1
#   kafka-python: traceparents of 3 records with one list: 1 2 3; read in the trace of record: 1 1 1
#   Java reads confluent-kafka's in the trace of record: 1 2 3
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

release=0.66b1
python_packages opentelemetry-sdk==1.45.1 confluent-kafka==2.16.1 opentelemetry-instrumentation-confluent-kafka==$release \
  kafka-python==3.0.12 opentelemetry-instrumentation-kafka-python==$release
jars reader io.opentelemetry.instrumentation:opentelemetry-kafka-clients-2.6:2.31.1-alpha io.opentelemetry:opentelemetry-sdk:1.65.0 \
  org.apache.kafka:kafka-clients:4.4.0
start_kafka 4.4.0

cat >trace.py <<'PYTHON'
import sys

import confluent_kafka
import kafka
from opentelemetry.instrumentation.confluent_kafka import ConfluentKafkaInstrumentor
from opentelemetry.instrumentation.kafka import KafkaInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

address = sys.argv[1]
spans = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
ConfluentKafkaInstrumentor().instrument(tracer_provider=provider)
KafkaInstrumentor().instrument(tracer_provider=provider)

def traces(kind, of=lambda span: span.context.trace_id):
    return [of(span) for span in spans.get_finished_spans() if span.kind.name == kind]

def tell(name, counts, sent, read):
    print(f"{name}: traceparents of 3 records with one list:", *counts, end="; ")
    print("read in the trace of record:", *(1 + sent.index(trace) if trace in sent else "none" for trace in read))
    spans.clear()

def count(headers):
    return sum(name == "traceparent" for name, _ in headers)

def confluent():
    producer = confluent_kafka.Producer({"bootstrap.servers": address})
    headers = [("source", b"orders")]
    for value in (b"1", b"2", b"3"):
        producer.produce("confluent", value, headers=headers)
    producer.flush(30)
    consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "confluent", "auto.offset.reset": "earliest"})
    consumer.subscribe(["confluent"])
    counts = []
    for _ in range(60):
        if len(counts) < 3 and (message := consumer.poll(1)):
            counts.append(count(message.headers()))
    consumer.poll(0)
    consumer.close()
    ours = [s for s in spans.get_finished_spans() if s.kind.name == "CONSUMER" and s.links]
    sent = traces("PRODUCER")
    print(*(f"{trace:032x}" for trace in sent), file=open("sent", "w"))
    tell("confluent-kafka", counts, sent, [span.links[0].context.trace_id for span in ours])

def python():
    producer = kafka.KafkaProducer(bootstrap_servers=address)
    headers = [("source", b"orders")]
    for value in (b"1", b"2", b"3"):
        producer.send("python", value, headers=headers)
    producer.flush(30)
    consumer = kafka.KafkaConsumer("python", bootstrap_servers=address, group_id="python", auto_offset_reset="earliest", consumer_timeout_ms=60000)
    counts = [count(next(consumer).headers) for _ in range(3)]
    consumer.close()
    tell("kafka-python", counts, traces("PRODUCER"), traces("CONSUMER"))

confluent()
python()
PYTHON
cat >Read.java <<'JAVA'
import io.opentelemetry.instrumentation.kafkaclients.v2_6.KafkaTelemetry;
import io.opentelemetry.api.trace.*;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

class Read {
  public static void main(String[] args) {
    var telemetry = KafkaTelemetry.create(OpenTelemetrySdk.builder()
        .setTracerProvider(SdkTracerProvider.builder().build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance())).build());
    Map<String, Object> config = Map.of("bootstrap.servers", args[0], "auto.offset.reset", "earliest", "enable.auto.commit", false);
    var sent = List.of(args).subList(1, args.length);
    try (Consumer<byte[], byte[]> consumer = telemetry.wrap(new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()))) {
      consumer.assign(List.of(new TopicPartition("confluent", 0)));
      List<Integer> read = new ArrayList<>();
      for (int polls = 0; read.size() < 3 && polls < 60; polls++) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          read.add(1 + sent.indexOf(Span.current().getSpanContext().getTraceId()));
        }
      }
      System.out.println("Java reads confluent-kafka's in the trace of record: " + read.toString().replaceAll("[\\[\\],]", ""));
    }
  }
}
JAVA
timeout 180 "$python" trace.py "$bootstrap" 2>warnings | tee seen || { tail -n 5 warnings >&2; set_up_failed "the Python clients did not run"; }
classpath='reader/*' run_java Read.java "$bootstrap" $(cat sent) 2>warnings | tee -a seen || { tail -n 5 warnings >&2; set_up_failed "the Java client did not run"; }
grep -q "trace of record: 1 2 3$" <(tail -n 1 seen) || set_up_failed "Java does not read the last traceparent"
[ "$(grep -c 'one list: 1 2 3; read in the trace of record: 1 1 1' seen)" = 2 ] || no_longer "each record has its own traceparent"
still_surprising "a list of headers grows with each record, and Python reads the oldest traceparent"
