#!/usr/bin/env bash
# langchain-openai 1.7.4 (PyPI, with langchain-core 1.8.3), @langchain/openai 1.6.0 (npm, with @langchain/core 1.4.0)
#
# One would guess: a tool call whose arguments were broken off, by max_tokens or a lost stream, is in invalid_tool_calls, as
# it is when LangChain doesn't stream.
# What happens: when it streams, it closes the open JSON itself, which is made for showing calls that are still being
# written, and leaves it so when the stream has ended. {"amount": 10 of {"amount": 1000} is a valid call with the amount 10.
# finish_reason says "length", or nothing if the stream ended early; whoever goes by tool_calls doesn't look at it.
#
#   Python, invoke, length: tool_calls [], invalid_tool_calls ['{"amount": 10']
#   Python, stream, length: tool_calls [{'amount': 10}], invalid_tool_calls []
#   Python, stream, ended early: tool_calls [{'amount': 10}], invalid_tool_calls []
#   JavaScript, invoke, length: tool_calls [], invalid_tool_calls ["{\"amount\": 10"]
#   JavaScript, stream, length: tool_calls [{"amount":10}], invalid_tool_calls []
#   JavaScript, stream, ended early: tool_calls [{"amount":10}], invalid_tool_calls []
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages langchain-openai==1.7.4 langchain-core==1.8.3
npm_packages @langchain/openai@1.6.0 @langchain/core@1.4.0
cat >replies.py <<'PYTHON'
import json

def answer(kind, part):
    return {"id": "c", "object": kind, "created": 1, "model": "m", "choices": [{"index": 0, **part}]}

def calls(arguments, **more):
    return {"tool_calls": [{"id": "call_0", "type": "function", "function": {"name": "pay", "arguments": arguments}, **more}]}

message = {"role": "assistant", "content": None, **calls('{"amount": 10')}
chunks = [{"delta": {"role": "assistant", "content": None, **calls("", index=0)}, "finish_reason": None},
          {"delta": {"tool_calls": [{"index": 0, "function": {"arguments": '{"amount": 10'}}]}, "finish_reason": None},
          {"delta": {}, "finish_reason": "length"}]
events = [f"data: {json.dumps(answer('chat.completion.chunk', chunk))}\n\n" for chunk in chunks]
stream = {"type": "text/event-stream"}
print(json.dumps({"whole": {"body": answer("chat.completion", {"message": message, "finish_reason": "length"})},
                  "length": {"body": "".join(events) + "data: [DONE]\n\n", **stream}, "early": {"body": "".join(events[:2]), **stream}}))
PYTHON
replies "$("$python" replies.py)"

cat >ask.py <<'PYTHON'
import sys

from langchain_openai import ChatOpenAI

def model(path):
    return ChatOpenAI(model="m", api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/{path}", max_retries=0)

def streamed(path):
    message = None
    for chunk in model(path).stream("x"):
        message = chunk if message is None else message + chunk
    return message

def tell(name, message):
    valid, invalid = ([call["args"] for call in calls] for calls in (message.tool_calls, message.invalid_tool_calls))
    print(f"Python, {name}: tool_calls {valid}, invalid_tool_calls {invalid}")

tell("invoke, length", model("whole").invoke("x"))
tell("stream, length", streamed("length"))
tell("stream, ended early", streamed("early"))
PYTHON
cat >ask.mjs <<'JS'
import { ChatOpenAI } from '@langchain/openai';

const model = (path) => new ChatOpenAI({ model: 'm', apiKey: 'k', maxRetries: 0, configuration: { baseURL: `http://127.0.0.1:${process.argv[2]}/${path}` } });
const streamed = async (path) => {
  let message;
  for await (const chunk of await model(path).stream('x')) message = message ? message.concat(chunk) : chunk;
  return message;
};
const args = (calls) => JSON.stringify(calls.map((call) => call.args));
const tell = (name, message) =>
  console.log(`JavaScript, ${name}: tool_calls ${args(message.tool_calls)}, invalid_tool_calls ${args(message.invalid_tool_calls)}`);
tell('invoke, length', await model('whole').invoke('x'));
tell('stream, length', await streamed('length'));
tell('stream, ended early', await streamed('early'));
JS
{ "$python" ask.py "$port" && node ask.mjs "$port"; } 2>warnings | tee seen || { tail -n 5 warnings >&2; set_up_failed "LangChain did not run"; }
[ "$(grep -c 'invoke, length: tool_calls \[\]' seen)" = 2 ] || no_longer "a broken-off call is told apart without a stream"
[ "$(grep -ciE 'stream, .*tool_calls \[\{.?amount.?: ?10\}\], invalid_tool_calls \[\]' seen)" = 4 ] || no_longer "a broken-off call is invalid in streams too"
still_surprising "a call that was broken off is a valid one with what had come"
