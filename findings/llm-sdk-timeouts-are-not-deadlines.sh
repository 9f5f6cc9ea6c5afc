#!/usr/bin/env bash
# openai 3.57.0 and anthropic 2.14.0 (PyPI), openai 7.57.0 and @anthropic-ai/sdk 1.14.0 (npm), all with a timeout of 2 s
#
# One would guess: timeout=2 ends a call that has no answer after two seconds; the four SDKs come from one generator.
# What happens: a reply that takes 6 s, since its headers come at once and a space a second comes before the JSON text
# (proxies and gateways keep connections alive so), succeeds in three of them. In Python the timeout is httpx's, for
# each read; in Anthropic's SDK for Node it ends with the headers; only OpenAI's SDK for Node holds it for the body.
#
#   openai python: answer after 6 s
#   anthropic python: answer after 6 s
#   openai node: APIConnectionTimeoutError after 2 s
#   anthropic node: answer after 6 s
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages openai@7.57.0 @anthropic-ai/sdk@1.14.0
python_packages openai==3.57.0 anthropic==2.14.0
replies '{"v1": {"spaces": 6, "body": {"id": "i", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": [],
  "type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}}}}'

cat >ask.mjs <<'JS'
import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';

const server = `http://127.0.0.1:${process.argv[2]}`;
const settings = { apiKey: 'k', timeout: 2000, maxRetries: 0 };
const tell = async (name, call) => {
  const start = Date.now();
  const said = await call().then(() => 'answer', (e) => e.constructor.name);
  console.log(`${name} node: ${said} after ${Math.floor((Date.now() - start) / 1000)} s`);
};
await tell('openai', () => new OpenAI({ ...settings, baseURL: `${server}/v1` }).responses.create({ model: 'm', input: 'x' }));
const messages = [{ role: 'user', content: 'x' }];
await tell('anthropic', () => new Anthropic({ ...settings, baseURL: server }).messages.create({ model: 'm', max_tokens: 1, messages }));
JS
cat >ask.py <<'PYTHON'
import sys
import time

import anthropic
import openai

server = f"http://127.0.0.1:{sys.argv[1]}"
settings = {"api_key": "k", "timeout": 2, "max_retries": 0}


def tell(name, call):
    start = time.monotonic()
    try:
        call()
        said = "answer"
    except Exception as e:
        said = type(e).__name__
    print(f"{name} python: {said} after {int(time.monotonic() - start)} s")


tell("openai", lambda: openai.OpenAI(base_url=f"{server}/v1", **settings).responses.create(model="m", input="x"))
messages = [{"role": "user", "content": "x"}]
tell("anthropic", lambda: anthropic.Anthropic(base_url=server, **settings).messages.create(model="m", max_tokens=1, messages=messages))
PYTHON
{ "$python" ask.py "$port"; node ask.mjs "$port"; } | tee seen
[ "$(wc -l <seen)" = 4 ] || set_up_failed "not all SDKs were asked"
grep -q 'openai node: APIConnectionTimeoutError after [23]' seen || no_longer "openai for Node"
[ "$(grep -c 'answer after [6-9]' seen)" = 3 ] || no_longer "the timeout ends a slow body"
still_surprising "three of four SDKs waited three times their timeout"
