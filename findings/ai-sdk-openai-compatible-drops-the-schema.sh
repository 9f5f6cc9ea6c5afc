#!/usr/bin/env bash
# @ai-sdk/openai-compatible 3.0.92 and @ai-sdk/openai 4.0.118 with ai 7.0.173, zod 4.1.13 (npm)
#
# One would guess: `Output.object({schema})` tells the model the schema, by response_format or in the prompt, whichever of
# the AI SDK's two providers for chat completions asks.
# What happens: @ai-sdk/openai sends the schema. @ai-sdk/openai-compatible asks for any JSON object unless it was created
# with `supportsStructuredOutputs: true`, and nothing in the messages speaks of the schema either. The call's `warnings`
# say so; nothing is thrown until an answer doesn't fit by chance.
#
#   openai: response_format json_schema, the schema is in the request: true, warnings: 0
#   openai-compatible: response_format json_object, the schema is in the request: false, warnings: 1
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages @ai-sdk/openai-compatible@3.0.92 @ai-sdk/openai@4.0.118 ai@7.0.173 zod@4.1.13
cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output } from 'ai';
import { z } from 'zod';

let asked;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const message = { role: 'assistant', content: '{"harbour":"Hamburg"}' };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({
    id: 'c', object: 'chat.completion', created: 0, model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
const models = {
  openai: createOpenAI({ baseURL, apiKey: 'k' }).chat('m'),
  'openai-compatible': createOpenAICompatible({ name: 'stub', baseURL, apiKey: 'k' })('m'),
};
for (const [name, model] of Object.entries(models)) {
  const schema = z.object({ harbour: z.string() });
  const answer = await generateText({ model, prompt: 'Where?', output: Output.object({ schema }), maxRetries: 0 });
  const told = JSON.stringify(asked).includes('harbour');
  console.log(`${name}: response_format ${asked.response_format?.type}, the schema is in the request: ${told}, `
    + `warnings: ${answer.warnings?.length ?? 0}`);
}
server.close();
server.closeAllConnections();
JS
node ask.mjs 2>errors | tee seen
[ "$(wc -l <seen)" = 2 ] || { cat errors >&2; set_up_failed "not both asked"; }
grep -q '^openai: response_format json_schema, the schema is in the request: true' seen || set_up_failed "openai sends no schema either"
grep -q '^openai-compatible: response_format json_object, the schema is in the request: false' seen || no_longer "$(tail -n 1 seen)"
still_surprising "one of the AI SDK's providers for chat completions drops the schema"
