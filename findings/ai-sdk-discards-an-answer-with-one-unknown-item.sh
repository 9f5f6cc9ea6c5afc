#!/usr/bin/env bash
# @ai-sdk/openai 4.0.118 with ai 7.0.173 (npm), beside openai 7.57.0
#
# One would guess: a client of the Responses API skips output items of a type it doesn't know; OpenAI adds types to the
# API without a new version, and its own SDK does so.
# What happens: the AI SDK checks the whole reply against a closed list of item types. One item that it doesn't know,
# or an output_text without annotations, and the reply (HTTP 200, paid for) is thrown away as "Invalid JSON response".
#
#   openai: hello
#   ai: AI_APICallError: Invalid JSON response
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages openai@7.57.0 ai@7.0.173 @ai-sdk/openai@4.0.118 zod@4.6.7
reply() {
  echo '{"body": {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m", "error": null,
    "incomplete_details": null, "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2,
    "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}},
    "output": ['"$1"'{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
    "content": [{"type": "output_text", "text": "hello", "annotations": []}]}]}}'
}
replies "{\"known\": $(reply ''), \"unknown\": $(reply '{"type": "hologram_call", "id": "h_1", "status": "completed"}, ')}"

cat >ask.mjs <<'JS'
import OpenAI from 'openai';
import { generateText } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';

const url = (path) => ({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/${path}` });
for (const path of ['known', 'unknown']) {
  const openai = await new OpenAI(url(path)).responses.create({ model: 'm', input: 'x' });
  console.log(`${path}: openai: ${openai.output_text}`);
  const ai = generateText({ model: createOpenAI(url(path)).responses('m'), prompt: 'x', maxRetries: 0 });
  console.log(`${path}: ai: ${await ai.then((r) => r.text, (e) => `${e.name}: ${e.message}`)}`);
}
JS
node ask.mjs "$port" 2>warnings | tee seen
[ "$(grep -c 'hello$' seen)" -ge 3 ] && grep -q '^known: ai: hello' seen || { cat warnings >&2; set_up_failed "the known answer was not read"; }
grep -q '^unknown: ai: .*Invalid JSON response' seen || no_longer "unknown items are skipped"
still_surprising "one unknown item cost the whole answer"
