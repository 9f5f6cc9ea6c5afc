#!/usr/bin/env bash
# openai 7.57.0 and @anthropic-ai/sdk 1.14.0 (npm), openai 3.57.0 (PyPI)
#
# One would guess: the request option idempotencyKey (idempotency_key in Python's generic post()) is sent to the server
# with each try, which is what the option's own comment promises for unsafe retries.
# What happens: it is taken and dropped. The generator has the option, but the SDKs name no header to send it in. A
# server that wants the key gets none, not even on the automatic second and third POST. It has to be given as an
# ordinary header: headers: {'Idempotency-Key': ...}, or extra_headers in Python.
#
#   option, openai node: POSTs 2, headers with the key 0
#   option, anthropic node: POSTs 2, headers with the key 0
#   option, openai python: POSTs 2, headers with the key 0
#   header, openai node: POSTs 2, headers with the key 2
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages openai@7.57.0 @anthropic-ai/sdk@1.14.0
python_packages openai==3.57.0
busy='{"status": 503, "headers": {"retry-after-ms": "10"}}'
replies "{\"openai-node\": $busy, \"anthropic-node\": $busy, \"openai-python\": $busy, \"header\": $busy}"

cat >ask.mjs <<'JS'
import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';

const server = `http://127.0.0.1:${process.argv[2]}`;
const settings = { apiKey: 'k', maxRetries: 1 };
const openai = (path, options) =>
  new OpenAI({ ...settings, baseURL: `${server}/${path}` }).responses.create({ model: 'm', input: 'x' }, options).catch(() => {});
await openai('openai-node', { idempotencyKey: 'key-1' });
await openai('header', { headers: { 'Idempotency-Key': 'key-1' } });
const message = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] };
await new Anthropic({ ...settings, baseURL: `${server}/anthropic-node` }).messages.create(message, { idempotencyKey: 'key-1' }).catch(() => {});
JS
cat >ask.py <<'PYTHON'
import sys
import openai

client = openai.OpenAI(api_key="k", max_retries=1, base_url=f"http://127.0.0.1:{sys.argv[1]}/openai-python")
try:
    client.post("/responses", cast_to=object, body={"model": "m", "input": "x"}, options={"idempotency_key": "key-1"})
except openai.InternalServerError:
    pass
PYTHON
node ask.mjs "$port"
"$python" ask.py "$port"
with_key() { grep "^$1 " stub.log | grep -c '"key-1"' || true; }
for name in openai-node anthropic-node openai-python header; do
  echo "$name: POSTs $(times_asked $name), headers with the key $(with_key $name)"
done
[ "$(with_key header)" = 2 ] || set_up_failed "an ordinary header was not sent"
for name in openai-node anthropic-node openai-python; do
  [ "$(times_asked $name)" = 2 ] || set_up_failed "$name didn't ask twice"
  [ "$(with_key $name)" = 0 ] || no_longer "$name sends the key"
done
still_surprising "the option was accepted and never sent"
