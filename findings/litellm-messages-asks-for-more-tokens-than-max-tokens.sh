#!/usr/bin/env bash
# litellm 1.110.2 (PyPI)
#
# One would guess: Anthropic's max_tokens is the most that an answer may have, whatever provider LiteLLM calls for it.
# What happens: for a model of an OpenAI-like provider LiteLLM's Messages API calls the Responses API there, and asks for 16
# tokens where fewer were wanted, since OpenAI's own service takes no smaller number. Other servers do, and give, and bill,
# twice what was allowed.
#
#   max_tokens 8: asked /openai/responses for 16 tokens
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages litellm==1.110.2
answer='{"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "yes", "annotations": []}]}], "usage": {"input_tokens": 3, "output_tokens": 1, "total_tokens": 4}, "parallel_tool_calls": true, "tool_choice": "auto", "tools": []}'
replies "{\"openai\": {\"body\": $answer}}"
cat >ask.py <<'PYTHON'
import asyncio
import sys

import litellm

litellm.suppress_debug_info = True
asyncio.run(
    litellm.anthropic.messages.acreate(
        model="openai/m", api_base=f"http://127.0.0.1:{sys.argv[1]}/openai", api_key="k", max_tokens=8,
        messages=[{"role": "user", "content": "x"}]))
PYTHON
LITELLM_LOCAL_MODEL_COST_MAP=True timeout 120 "$python" ask.py "$port" >out 2>errors || { tail -n 5 errors >&2; set_up_failed "LiteLLM did not run"; }
[ "$(times_asked openai)" -ge 1 ] || set_up_failed "the stub was not asked"
asked_for=$(python3 - <<'PYTHON'
import json

for line in open("stub.log"):
    if line.startswith("openai "):
        request = json.loads(line.split(" ", 2)[2])
        body = json.loads(request["body"])
        print(request["path"], next(body[name] for name in ("max_output_tokens", "max_completion_tokens", "max_tokens") if name in body))
        break
PYTHON
)
echo "max_tokens 8: asked ${asked_for% *} for ${asked_for##* } tokens"
[ "${asked_for##* }" = 16 ] || no_longer "it asks for what was allowed"
still_surprising "twice the tokens that were allowed"
