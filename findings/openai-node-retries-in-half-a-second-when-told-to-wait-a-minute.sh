#!/usr/bin/env bash
# openai 7.57.0 (npm) and openai 3.57.0 (PyPI), both OpenAI's own, with their default retries
#
# One would guess: a Retry-After that is too long to wait for ends in an error, and the two SDKs do the same.
# What happens: the SDK for Node obeys Retry-After up to 60 s. Above, it takes the header for absent and falls back to
# its own pause of half a second: the longer the server asks it to wait, the sooner it comes back. The SDK for Python
# obeys up to 120 s, and above raises the error at once, without a retry.
#
#   node: Retry-After 61: asked 3 times, at 0.0 0.5 1.4
#   python: Retry-After 121: asked 1 times, at 0.0
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages openai@7.57.0
python_packages openai==3.57.0
error='{"error": {"message": "slow down", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}'
replies '{"node": {"status": 429, "headers": {"retry-after": "61"}, "body": '"$error"'},
          "python": {"status": 429, "headers": {"retry-after": "121"}, "body": '"$error"'}}'

cat >ask.mjs <<'JS'
import OpenAI from 'openai';
const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/node` });
await client.responses.create({ model: 'm', input: 'x' }).catch((e) => console.log('node:', e.message));
JS
cat >ask.py <<'PYTHON'
import sys
import openai

try:
    openai.OpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/python").responses.create(model="m", input="x")
except openai.RateLimitError as e:
    print("python:", e)
PYTHON
timeout 40 node ask.mjs "$port" || true
timeout 40 "$python" ask.py "$port" || true
echo "node: Retry-After 61: asked $(times_asked node) times, at $(asked node)"
echo "python: Retry-After 121: asked $(times_asked python) times, at $(asked python)"
[ "$(times_asked python)" -ge 1 ] || set_up_failed "the stub was not asked"
[ "$(times_asked node)" = 3 ] && [ "$(times_asked python)" = 1 ] || no_longer "a long Retry-After is treated otherwise"
still_surprising "Node came back within seconds, Python not at all"
