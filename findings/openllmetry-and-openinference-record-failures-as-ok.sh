#!/usr/bin/env bash
# opentelemetry-instrumentation-openai 0.62.4 (OpenLLMetry's) and openinference-instrumentation-openai 0.1.66, with openai
# 3.57.0 (PyPI), beside opentelemetry-instrumentation-openai-v2 2.4b0 (with opentelemetry-util-genai 0.4b0)
#
# One would guess: a call that failed has a span whose status is ERROR, with the tokens that were paid for.
# What happens: OpenLLMetry's span of a stream that ends in an error, which the SDK raises, has the status OK and no
# error; a failed response has no span at all, and in a stream it is OK. OpenInference's status of a failed response is
# OK, and in a stream its tokens are lost too. So rates of errors by spans are too low, and costs by spans too.
#
#   chat stream that ends in an error (APIError raised): OpenLLMetry: OK, OpenInference: ERROR, OpenTelemetry: ERROR
#   failed response, 100 tokens: OpenLLMetry: no span, OpenInference: OK 100 tokens
#   failed response in a stream, 100 tokens: OpenLLMetry: OK 100 tokens, OpenInference: OK
#   completed response, 100 tokens: OpenLLMetry: UNSET 100 tokens, OpenInference: OK 100 tokens
#   status 500 (InternalServerError raised): OpenLLMetry: ERROR, OpenInference: ERROR, OpenTelemetry: ERROR
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0 httpx==0.28.1 opentelemetry-util-genai==0.4b0 opentelemetry-sdk==1.45.2 opentelemetry-instrumentation==0.66b2 \
  opentelemetry-semantic-conventions==0.66b2 opentelemetry-instrumentation-openai==0.62.4 openinference-instrumentation-openai==0.1.66 \
  opentelemetry-instrumentation-openai-v2==2.4b0
cat >replies.py <<'PYTHON'
import json

usage = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120,
         "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
text = {"id": "i", "type": "message", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "hello", "annotations": []}]}
common = {"id": "r", "object": "response", "created_at": 1, "model": "m", "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "output": []}
running = {**common, "status": "in_progress", "error": None}
completed = {**common, "status": "completed", "error": None, "usage": usage, "output": [text]}
failed = {**common, "status": "failed", "error": {"code": "server_error", "message": "the model failed"}, "usage": usage}
chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": "hel"}}]}
error = {"error": {"message": "the model failed", "type": "server_error", "code": "server_error", "param": None}}


def event(kind, number, response):
    return f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': number, 'response': response})}\n\n"


print(json.dumps({
    "chatstream": {"type": "text/event-stream", "body": f"data: {json.dumps(chunk)}\n\ndata: {json.dumps(error)}\n\n"},
    "failed": {"body": failed},
    "failedstream": {"type": "text/event-stream", "body": event("response.created", 0, running) + event("response.failed", 1, failed)},
    "completed": {"body": completed},
    "status500": {"status": 500, "body": error},
}))
PYTHON
replies "$(python3 replies.py)"
cat >trace.py <<'PYTHON'
import importlib
import sys

import openai
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

port, library, call = sys.argv[1:]
spans = InMemorySpanExporter()
traces = TracerProvider()
traces.add_span_processor(SimpleSpanProcessor(spans))
module = {"OpenLLMetry": "opentelemetry.instrumentation.openai", "OpenInference": "openinference.instrumentation.openai",
          "OpenTelemetry": "opentelemetry.instrumentation.openai_v2"}[library]
importlib.import_module(module).OpenAIInstrumentor().instrument(tracer_provider=traces)
client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/{call}", api_key="k", max_retries=0)
chat = {"model": "m", "messages": [{"role": "user", "content": "?"}]}
raised = ""
try:
    if call == "chatstream":
        list(client.chat.completions.create(**chat, stream=True))
    elif call == "status500":
        client.chat.completions.create(**chat)
    elif call == "failedstream":
        assert list(client.responses.create(model="m", input="?", stream=True))[-1].type == "response.failed"
    else:
        assert client.responses.create(model="m", input="?").status == call
except openai.APIError as e:
    raised = type(e).__name__
assert raised == {"chatstream": "APIError", "status500": "InternalServerError"}.get(call, "")
ended = spans.get_finished_spans()
if ended:
    tokens = [v for k, v in ended[0].attributes.items() if k in ("gen_ai.usage.input_tokens", "llm.token_count.prompt")]
    print(f"{library}: {ended[0].status.status_code.name}", *(f"{t} tokens" for t in tokens))
else:
    print(f"{library}: no span")
PYTHON
# traced WHAT CALL LIBRARY...
traced() {
  local what=$1 call=$2 library said all=()
  shift 2
  for library in "$@"; do
    said=$(timeout 60 "$python" trace.py "$port" "$library" "$call" 2>words) || { tail -n 5 words >&2; set_up_failed "$library, $call"; }
    all+=("$said")
  done
  echo "$what: $(IFS=,; sed 's/,/, /g' <<<"${all[*]}")"
}
{
  traced 'chat stream that ends in an error (APIError raised)' chatstream OpenLLMetry OpenInference OpenTelemetry
  traced 'failed response, 100 tokens' failed OpenLLMetry OpenInference
  traced 'failed response in a stream, 100 tokens' failedstream OpenLLMetry OpenInference
  traced 'completed response, 100 tokens' completed OpenLLMetry OpenInference
  traced 'status 500 (InternalServerError raised)' status500 OpenLLMetry OpenInference OpenTelemetry
} | tee seen
[ "$(wc -l <seen)" = 5 ] || set_up_failed "not all calls were traced"
grep -q '^status 500.*: OpenLLMetry: ERROR, OpenInference: ERROR, OpenTelemetry: ERROR$' seen || set_up_failed "an ordinary error is not recorded"
grep -q '^chat stream.*: OpenLLMetry: OK,.* OpenTelemetry: ERROR$' seen || no_longer "OpenLLMetry records a stream's error"
grep -q '^failed response, .*: OpenLLMetry: no span, OpenInference: OK' seen || no_longer "a failed response is recorded as such"
grep -q '^failed response in a stream, .*: OpenLLMetry: OK 100 tokens, OpenInference: OK$' seen || no_longer "a failed response in a stream is recorded as such"
still_surprising "calls that failed have spans with the status OK, or none"
