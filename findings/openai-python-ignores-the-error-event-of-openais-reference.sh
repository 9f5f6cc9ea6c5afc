#!/usr/bin/env bash
# openai 3.57.0 (PyPI), beside openai 7.57.0 (npm), both OpenAI's own
#
# One would guess: the event "error" of a streamed response, with type, code, message and param at its top as OpenAI's
# reference of the Responses API has it, is raised by OpenAI's SDKs.
# What happens: Python's raw stream (responses.create(stream=True)) hands it out as one more event, and ends as if nothing
# were wrong; whoever collects the text has half an answer. It raises an error only if the fields are within "error",
# where OpenAI's service puts them. Node raises both.
#
#   Python, at the top: "one two " without an error
#   Python, within error: APIError after "one two "
#   Node, at the top: APIError after "one two "
#   Node, within error: APIError after "one two "
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0
npm_packages openai@7.57.0
cat >replies.py <<'PYTHON'
import json

response = {"id": "resp_1", "object": "response", "created_at": 1, "status": "in_progress", "model": "m", "output": [],
            "parallel_tool_calls": True, "tool_choice": "auto", "tools": []}
item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
part = {"type": "output_text", "text": "", "annotations": []}
place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
begun = [{"type": "response.created", "response": response},
         {"type": "response.output_item.added", "output_index": 0, "item": item},
         {"type": "response.content_part.added", **place, "part": part},
         {"type": "response.output_text.delta", **place, "delta": "one ", "logprobs": []},
         {"type": "response.output_text.delta", **place, "delta": "two ", "logprobs": []}]
error = {"code": "server_error", "message": "The provider broke off.", "param": None}

def stream(last):
    events = [{**event, "sequence_number": i} for i, event in enumerate([*begun, last])]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)

bodies = {"top": stream({"type": "error", **error}), "within": stream({"type": "error", "error": {"type": "server_error", **error}})}
print(json.dumps({name: {"body": body, "type": "text/event-stream"} for name, body in bodies.items()}))
PYTHON
replies "$("$python" replies.py)"

cat >ask.py <<'PYTHON'
import sys

from openai import APIError, OpenAI

for path, where in (("top", "at the top"), ("within", "within error")):
    client = OpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/{path}", max_retries=0)
    text = ""
    try:
        for event in client.responses.create(model="m", input="x", stream=True):
            if event.type == "response.output_text.delta":
                text += event.delta
        print(f'Python, {where}: "{text}" without an error')
    except APIError:
        print(f'Python, {where}: APIError after "{text}"')
PYTHON
cat >ask.mjs <<'JS'
import OpenAI, { APIError } from 'openai';

for (const [path, where] of [['top', 'at the top'], ['within', 'within error']]) {
  const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/${path}`, maxRetries: 0 });
  let text = '';
  try {
    for await (const event of await client.responses.create({ model: 'm', input: 'x', stream: true })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    console.log(`Node, ${where}: "${text}" without an error`);
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    console.log(`Node, ${where}: APIError after "${text}"`);
  }
}
JS
{ "$python" ask.py "$port" && node ask.mjs "$port"; } | tee seen
[ "$(grep -c '"one two "' seen)" = 4 ] || set_up_failed "the stream was not read"
[ "$(grep -c '^\(Node\|Python, within\).*APIError' seen)" = 3 ] || no_longer "the others don't raise an error"
grep -q '^Python, at the top: "one two " without an error' seen || no_longer "Python raises the event of the reference"
still_surprising "the error of OpenAI's reference passes unnoticed"
