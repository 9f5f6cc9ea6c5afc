#!/usr/bin/env bash
# opentelemetry-instrumentation-openai-v2 2.4b0, OpenTelemetry's own, with opentelemetry-distro 0.66b2 and openai 3.57.0
# (PyPI), beside opentelemetry-instrumentation-openai 0.62.4 (OpenLLMetry's)
#
# One would guess: pip takes versions that go together, so the newest release traces calls of the SDK that it is for, or
# the program does not start.
# What happens: it cannot be imported, for two reasons. It imports httpx, which it does not declare and which openai no
# longer brings since it has httpx2; and its requirement opentelemetry-util-genai>=0.4b0.dev takes 1.3b0, which lacks the
# module that it imports. opentelemetry-instrument swallows the failed import: the program runs, nothing is traced, and
# without logging set up nothing is said either. With httpx and opentelemetry-util-genai 0.4b0 it traces.
#
#   newly installed: import: ModuleNotFoundError httpx; under opentelemetry-instrument: answered, spans 0, words on stderr 0
#   with httpx: import: ModuleNotFoundError opentelemetry.util.genai.instruments; under opentelemetry-instrument: answered, spans 0, words on stderr 0
#   with httpx and util-genai 0.4b0: import: fine; under opentelemetry-instrument: answered, spans 1, words on stderr 0
#   OpenLLMetry's: under opentelemetry-instrument: answered, spans 1
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs python3
common=(openai==3.57.0 opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-instrumentation==0.66b2 opentelemetry-semantic-conventions==0.66b2 opentelemetry-distro==0.66b2)
set_up python3 -m venv own
set_up python3 -m venv other
set_up own/bin/python -m pip install --quiet --disable-pip-version-check "${common[@]}" opentelemetry-instrumentation-openai-v2==2.4b0
set_up other/bin/python -m pip install --quiet --disable-pip-version-check "${common[@]}" opentelemetry-instrumentation-openai==0.62.4
replies '{"v1": {"body": {"id": "c", "object": "chat.completion", "created": 1, "model": "m",
  "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}],
  "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}}}}'
cat >ask.py <<'PYTHON'
import sys

import openai

client = openai.OpenAI(base_url=f"http://127.0.0.1:{sys.argv[1]}/v1", api_key="k", max_retries=0)
print("ANSWER", client.chat.completions.create(model="m", messages=[{"role": "user", "content": "?"}]).choices[0].message.content)
PYTHON

# traced FOLDER: a program with a call, as OpenTelemetry's launcher runs it.
traced() {
  OTEL_TRACES_EXPORTER=console OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none TRACELOOP_TRACE_CONTENT=false \
    timeout 60 "$1/bin/opentelemetry-instrument" "$1/bin/python" ask.py "$port" >said 2>words || true
  grep -q '^ANSWER hello$' said || { tail -n 5 words >&2; set_up_failed "the program did not run"; }
  echo "under opentelemetry-instrument: answered, spans $(grep -c '"trace_id"' said || true)"
}
own() {
  local failure
  if failure=$(own/bin/python -c 'from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor' 2>&1); then
    echo -n "$1: import: fine; "
  else
    echo -n "$1: import: $(tail -n 1 <<<"$failure" | sed "s/: No module named '/ /; s/'//"); "
  fi
  echo "$(traced own), words on stderr $(wc -l <words)"
}
{
  own "newly installed"
  set_up own/bin/python -m pip install --quiet --disable-pip-version-check httpx==0.28.1
  own "with httpx"
  set_up own/bin/python -m pip install --quiet --disable-pip-version-check opentelemetry-util-genai==0.4b0
  own "with httpx and util-genai 0.4b0"
  echo "OpenLLMetry's: $(traced other)"
} | tee seen
[ "$(wc -l <seen)" = 4 ] || set_up_failed "not all were tried"
grep -q "^OpenLLMetry's: .*spans 1" seen || set_up_failed "the launcher traces nothing at all"
grep -q '^newly installed: import: ModuleNotFoundError .*spans 0' seen || no_longer "it traces when newly installed"
grep -q '^with httpx and util-genai 0.4b0: import: fine; .*spans 1' seen || no_longer "an older util-genai does not help"
still_surprising "the newest release of OpenTelemetry's instrumentation of openai traces nothing"
