#!/usr/bin/env bash
# litellm 1.110.2 (PyPI), with tenacity 9.1.4, which num_retries needs and its package doesn't list
#
# One would guess: completion(num_retries=2) sends three requests at most, at the pace that Retry-After gives.
# What happens: for OpenAI-like providers LiteLLM first hands the number on to the OpenAI SDK, which obeys Retry-After,
# and then retries twice itself, which does not: five requests, the last ones in a burst. For Anthropic it sends three in
# a burst. And Anthropic's 529 (overloaded) and 503 reach the caller as status 500 without Retry-After, so that neither
# the caller nor a gateway behind can tell an overload from a fault.
#
#   openai, 503, Retry-After 4: asked 5 times, at 0.0 4.0 8.0 8.1 8.2
#   anthropic, 529, Retry-After 4: asked 3 times, at 0.0 0.1 0.2
#   anthropic: InternalServerError, status 500
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages litellm==1.110.2 tenacity==9.1.4
busy='"headers": {"retry-after": "4"}, "body": {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}'
replies "{\"openai\": {\"status\": 503, $busy}, \"anthropic\": {\"status\": 529, $busy}}"
cat >ask.py <<'PYTHON'
import sys

import litellm

litellm.suppress_debug_info = True
for provider in ("openai", "anthropic"):
    try:
        litellm.completion(
            model=f"{provider}/m", api_base=f"http://127.0.0.1:{sys.argv[1]}/{provider}", api_key="k", num_retries=2, max_tokens=5,
            messages=[{"role": "user", "content": "x"}])
    except Exception as e:
        print(f"{provider}: {type(e).__name__}, status {getattr(e, 'status_code', e)}")
PYTHON
LITELLM_LOCAL_MODEL_COST_MAP=True timeout 120 "$python" ask.py "$port" 2>errors | tee seen || { tail -n 3 errors >&2; set_up_failed "LiteLLM did not run"; }
echo "openai, 503, Retry-After 4: asked $(times_asked openai) times, at $(asked openai)"
echo "anthropic, 529, Retry-After 4: asked $(times_asked anthropic) times, at $(asked anthropic)"
[ "$(times_asked openai)" -ge 1 ] && [ "$(times_asked anthropic)" -ge 1 ] || set_up_failed "the stub was not asked"
[ "$(times_asked openai)" = 5 ] || no_longer "num_retries=2 doesn't send five requests"
awk -v last="$(asked anthropic | awk '{print $NF}')" 'BEGIN {exit !(last < 4)}' || no_longer "Retry-After is obeyed for Anthropic"
grep -q 'anthropic: InternalServerError, status 500' seen || no_longer "529 keeps its status"
still_surprising "five requests for two retries, and an overload that looks like a fault"
