import { createOpenAI } from '@ai-sdk/openai';
import { client } from './ai-sdk.mjs';
import { run } from './harness.mjs';

await run({
  responses: (baseURL, apiKey, model) => client(createOpenAI({ baseURL, apiKey })(model)),
  chat: (baseURL, apiKey, model) => client(createOpenAI({ baseURL, apiKey }).chat(model)),
});
