#!/usr/bin/env bash
# @ai-sdk/openai 4.0.118 with ai 7.0.173, @langchain/openai 1.6.0 (npm)
#
# One would guess: a response that ended with status failed (OpenAI answers HTTP 200, with error.code and error.message)
# raises an error with that message, and one that was cancelled isn't taken for an answer.
# What happens: the AI SDK reports "Invalid JSON response": its schema demands error.type, which OpenAI's doesn't have.
# A cancelled one is the answer "" with finishReason "stop". LangChain raises the error when it doesn't stream; when it
# streams, the event response.failed ends the stream as an empty answer without an error.
#
#   ai, failed: AI_APICallError: Invalid JSON response
#   ai, cancelled: "" finishReason stop
#   langchain, failed: Error: server_error the model is on fire
#   langchain, failed, streamed: ""
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages ai@7.0.173 @ai-sdk/openai@4.0.118 zod@4.6.7 @langchain/openai@1.6.0 @langchain/core@1.4.0
cat >replies.py <<'PYTHON'
import json

def response(status, error=None):
    return {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "status": status, "error": error,
            "incomplete_details": None, "output": [], "usage": None, "parallel_tool_calls": True, "tool_choice": "auto", "tools": []}

def event(type, number, response):
    return f"event: {type}\ndata: {json.dumps({'type': type, 'sequence_number': number, 'response': response})}\n\n"

failed = response("failed", {"code": "server_error", "message": "the model is on fire"})
stream = event("response.created", 0, response("in_progress")) + event("response.failed", 1, failed)
print(json.dumps({"failed": {"body": failed}, "cancelled": {"body": response("cancelled")},
                  "stream": {"body": stream, "type": "text/event-stream"}}))
PYTHON
needs python3
replies "$(python3 replies.py)"

cat >ask.mjs <<'JS'
import { generateText } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { ChatOpenAI } from '@langchain/openai';

const url = (path) => `http://127.0.0.1:${process.argv[2]}/${path}`;
const ai = async (path) => {
  const model = createOpenAI({ apiKey: 'k', baseURL: url(path) }).responses('m');
  const { text, finishReason } = await generateText({ model, prompt: 'x', maxRetries: 0 });
  return `"${text}" finishReason ${finishReason}`;
};
const langchain = (path) => new ChatOpenAI({ model: 'm', apiKey: 'k', useResponsesApi: true, maxRetries: 0, configuration: { baseURL: url(path) } });
const streamed = async () => {
  let text = '';
  for await (const chunk of await langchain('stream').stream('x')) text += chunk.text;
  return `"${text}"`;
};
const tell = async (name, call) => console.log(`${name}: ${await call().catch((e) => `${e.name}: ${e.message}`)}`);
await tell('ai, failed', () => ai('failed'));
await tell('ai, cancelled', () => ai('cancelled'));
await tell('langchain, failed', async () => (await langchain('failed').invoke('x')).text);
await tell('langchain, failed, streamed', streamed);
JS
node ask.mjs "$port" 2>warnings | tee seen
grep -q 'langchain, failed: .*the model is on fire' seen || { cat warnings >&2; set_up_failed "the failed response was not read"; }
grep -q 'ai, failed: .*Invalid JSON response' seen || no_longer "the AI SDK tells why a response failed"
grep -q 'ai, cancelled: "" finishReason stop' seen || no_longer "the AI SDK tells a cancelled response from an answer"
grep -q 'langchain, failed, streamed: ""' seen || no_longer "LangChain raises an error for response.failed"
still_surprising "failed and cancelled responses look like broken JSON and empty answers"
