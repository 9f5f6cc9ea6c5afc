#!/usr/bin/env bash
# openai 3.57.0 (PyPI), beside openai 7.57.0 (npm)
#
# One would guess: id: and retry: in a stream of events are harmless, as are comments: OpenAI sends none of the three, the
# SDK reads them all, and by the specification (WHATWG HTML, "Server-sent events") a blank line after them alone is no
# event, since there is no data.
# What happens: Python's decoder keeps the last id for the whole stream, and takes every blank line from then on for an
# event. So the first keep-alive comment after an id: ends the answer in a JSONDecodeError, and a lone retry: does at once.
# That is no APIError, so it isn't caught with the SDK's own errors. Comments without ids are fine, and so are ids without
# comments; Node reads all of them.
#
#   Python, comments: one two three
#   Python, ids: one two three
#   Python, ids and comments: JSONDecodeError after "one "
#   Python, retry: JSONDecodeError after ""
#   Node, ids and comments: one two three
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0
npm_packages openai@7.57.0
cat >replies.py <<'PYTHON'
import json

def chunk(text, finish_reason=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}

events = [f"data: {json.dumps(x)}\n\n" for x in (chunk("one "), chunk("two "), chunk("three"), chunk("", "stop"))] + ["data: [DONE]\n\n"]
with_id = [f"id: {i}\n{event}" for i, event in enumerate(events)]
bodies = {"comments": ": ping\n\n".join(events), "ids": "".join(with_id), "both": ": ping\n\n".join(with_id),
          "retry": "retry: 1000\n\n" + "".join(events)}
print(json.dumps({name: {"body": body, "type": "text/event-stream"} for name, body in bodies.items()}))
PYTHON
replies "$("$python" replies.py)"

cat >ask.py <<'PYTHON'
import sys

from openai import OpenAI

for name, label in {"comments": "comments", "ids": "ids", "both": "ids and comments", "retry": "retry"}.items():
    client = OpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/{name}", max_retries=0)
    text = ""
    try:
        for chunk in client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True):
            text += chunk.choices[0].delta.content
        print(f"Python, {label}: {text}")
    except ValueError as e:
        print(f'Python, {label}: {type(e).__name__} after "{text}"')
PYTHON
cat >ask.mjs <<'JS'
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/both`, maxRetries: 0 });
let text = '';
for await (const chunk of await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true }))
  text += chunk.choices[0].delta.content;
console.log(`Node, ids and comments: ${text}`);
JS
{ "$python" ask.py "$port" && node ask.mjs "$port"; } | tee seen
[ "$(grep -c 'one two three' seen)" -ge 3 ] || set_up_failed "a plain stream was not read"
grep -q '^Python, ids and comments: JSONDecodeError' seen || no_longer "a comment after an id is no event"
grep -q '^Python, retry: JSONDecodeError' seen || no_longer "a lone retry is no event"
still_surprising "a stream with ids must not have keep-alive comments"
