#!/usr/bin/env bash
# openai 3.57.0 (PyPI), beside openai 7.57.0 (npm)
#
# One would guess: a server may say role, and a tool call's id and name, in each chunk, since they are the same values again;
# Ollama does so with the role. Who iterates over the chunks doesn't notice.
# What happens: chat.completions.stream() in Python joins every string in a chunk to the one before, except index and type.
# The final completion has the role "assistantassistant", the ID "call_0call_0" and the function "ff", without an error; the
# first to notice is whoever looks for that function, or the server that is sent the message back in the next turn. Node
# keeps the last value.
#
#   Python: role assistantassistant, id call_0call_0, name ff, arguments {"a": 1}
#   Node: role assistant, id call_0, name f, arguments {"a": 1}
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0
npm_packages openai@7.57.0
cat >replies.py <<'PYTHON'
import json

def chunk(delta, finish_reason=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}

def call(arguments):
    tool_call = {"index": 0, "id": "call_0", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return {"role": "assistant", "tool_calls": [tool_call]}

chunks = [chunk(call('{"a"')), chunk(call(": 1}")), chunk({}, "tool_calls")]
body = "".join(f"data: {json.dumps(x)}\n\n" for x in chunks) + "data: [DONE]\n\n"
print(json.dumps({"stream": {"body": body, "type": "text/event-stream"}}))
PYTHON
replies "$("$python" replies.py)"

cat >ask.py <<'PYTHON'
import sys

from openai import OpenAI

client = OpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/stream", max_retries=0)
with client.chat.completions.stream(model="m", messages=[{"role": "user", "content": "x"}]) as stream:
    message = stream.get_final_completion().choices[0].message
call = message.tool_calls[0]
print(f"Python: role {message.role}, id {call.id}, name {call.function.name}, arguments {call.function.arguments}")
PYTHON
cat >ask.mjs <<'JS'
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/stream`, maxRetries: 0 });
const stream = client.chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'x' }] });
const message = (await stream.finalChatCompletion()).choices[0].message;
const call = message.tool_calls[0];
console.log(`Node: role ${message.role}, id ${call.id}, name ${call.function.name}, arguments ${call.function.arguments}`);
JS
{ "$python" ask.py "$port" && node ask.mjs "$port"; } | tee seen
[ "$(grep -c 'arguments {"a": 1}' seen)" = 2 ] || set_up_failed "the stream was not read"
grep -q '^Node: role assistant, id call_0, name f,' seen || no_longer "Node doesn't keep the last value"
grep -q '^Python: role assistantassistant, id call_0call_0, name ff,' seen || no_longer "Python doesn't join repeated values"
still_surprising "what is said again is joined to what was said"
