#!/usr/bin/env bash
# opentelemetry-instrumentation-openai-v2 2.4b0 with opentelemetry-util-genai 0.4b0, openai 3.57.0 and langchain-openai
# 1.7.4 (PyPI)
#
# One would guess: gen_ai.client.operation.duration is how long the answer took, and gen_ai.client.token.usage has its
# tokens, however the SDK was called: the span of the same call has both.
# What happens, unless OTEL_SEMCONV_STABILITY_OPT_IN is gen_ai_latest_experimental: the duration of a stream ends with
# its headers, 3 s before its last piece here, and its tokens are in no metric, though the stream brings its usage. So it
# is for with_raw_response, by which LangChain makes its plain calls: no tokens of LangChain are in the metrics. A stream
# that its caller leaves early has no span, opted in or not; opted in, it is in no metric either. The Responses API and
# the Batch API are not traced at all.
#
#   plain: span 100+20 tokens; duration as the span's; token metric 100+20
#   with_raw_response: span 100+20 tokens; duration as the span's; token metric none
#   LangChain: span 100+20 tokens; duration as the span's; token metric none
#   stream: span 100+20 tokens; duration 3 s less than the span's; token metric none
#   stream left early: no span; duration alone; token metric none
#   responses: no span; no duration; token metric none
#   batches: no span; no duration; token metric none
#   opted in: stream: span 100+20 tokens; duration as the span's; token metric 100+20
#   opted in: stream left early: no span; no duration; token metric none
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0 langchain-openai==1.7.4 httpx==0.28.1 opentelemetry-util-genai==0.4b0 opentelemetry-sdk==1.45.2 \
  opentelemetry-instrumentation==0.66b2 opentelemetry-semantic-conventions==0.66b2 opentelemetry-instrumentation-openai-v2==2.4b0
cat >replies.py <<'PYTHON'
import json

usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
message = {"role": "assistant", "content": "hello"}
head = {"id": "c", "created": 1, "model": "m"}
chat = {**head, "object": "chat.completion", "usage": usage, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "finish_reason": "stop", "delta": message}]},
          {**head, "object": "chat.completion.chunk", "choices": [], "usage": usage}]
# Its headers come at once, its pieces after the stub's spaces.
stream = "\n\n" + "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
response = {"id": "r", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": [], "parallel_tool_calls": True,
            "tool_choice": "auto", "tools": [], "usage": {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120,
            "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}}
batch = {"id": "b", "object": "batch", "status": "validating", "input_file_id": "f", "endpoint": "/v1/responses", "completion_window": "24h", "created_at": 1}
print(json.dumps({"chat": {"body": chat}, "stream": {"body": stream, "type": "text/event-stream", "spaces": 3},
                  "responses": {"body": response}, "batches": {"body": batch}}))
PYTHON
replies "$(python3 replies.py)"
cat >trace.py <<'PYTHON'
import gc
import sys

import openai
from langchain_openai import ChatOpenAI
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

port, call = sys.argv[1:]
spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
traces = TracerProvider()
traces.add_span_processor(SimpleSpanProcessor(spans))
OpenAIInstrumentor().instrument(tracer_provider=traces, meter_provider=MeterProvider(metric_readers=[reader]))
asked = {"model": "m", "messages": [{"role": "user", "content": "?"}]}


def client(name):
    return openai.OpenAI(base_url=f"http://127.0.0.1:{port}/{name}", api_key="k", max_retries=0)


def stream():
    return client("stream").chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})


def left_early():
    for _ in stream():
        break


{
    "plain": lambda: client("chat").chat.completions.create(**asked),
    "with_raw_response": lambda: client("chat").chat.completions.with_raw_response.create(**asked).parse(),
    "LangChain": lambda: ChatOpenAI(model="m", base_url=f"http://127.0.0.1:{port}/chat", api_key="k").invoke("?"),
    "stream": lambda: list(stream()),
    "stream left early": left_early,
    "responses": lambda: client("responses").responses.create(model="m", input="?"),
    "batches": lambda: client("batches").batches.create(input_file_id="f", endpoint="/v1/responses", completion_window="24h"),
}[call]()
gc.collect()
data = reader.get_metrics_data()
metrics = [m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics] if data else []
durations = [point.sum for m in metrics if m.name == "gen_ai.client.operation.duration" for point in m.data.data_points]
tokens = [point.sum for m in metrics if m.name == "gen_ai.client.token.usage" for point in m.data.data_points]
ended = spans.get_finished_spans()
usage = ended[0].attributes if ended else {}
said = f"span {usage['gen_ai.usage.input_tokens']}+{usage['gen_ai.usage.output_tokens']} tokens" if ended else "no span"
if not durations:
    duration = "no duration"
elif not ended:
    duration = "duration alone"
else:
    less = round((ended[0].end_time - ended[0].start_time) / 1e9 - durations[0])
    duration = f"duration {less} s less than the span's" if less else "duration as the span's"
print(f"{call}: {said}; {duration}; token metric {'+'.join(str(t) for t in sorted(tokens, reverse=True)) or 'none'}")
PYTHON
traced() { timeout 60 "$python" trace.py "$port" "$1" 2>words || { tail -n 5 words >&2; set_up_failed "$1 did not run"; }; }
{
  for call in plain with_raw_response LangChain stream 'stream left early' responses batches; do traced "$call"; done
  export OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental
  for call in stream 'stream left early'; do echo "opted in: $(traced "$call")"; done
} | tee seen
[ "$(wc -l <seen)" = 9 ] || set_up_failed "not all calls were made"
grep -q "^plain: span 100+20 tokens; duration as the span's; token metric 100+20$" seen || set_up_failed "a plain call is not measured"
grep -q "^stream: span 100+20 tokens; duration 3 s less .*; token metric none$" seen || no_longer "a stream is measured to its end"
grep -q "^LangChain: .*token metric none$" seen || no_longer "LangChain's tokens are measured"
grep -q "^opted in: stream left early: no span; no duration" seen || no_longer "a stream that is left early has a span"
still_surprising "by default, the metrics have the wrong duration of a stream, and neither its tokens nor LangChain's"
