import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { client } from './ai-sdk.mjs';
import { run } from './harness.mjs';

await run({
  chat: (baseURL, apiKey, model) => {
    const provider = createOpenAICompatible({ name: 'sluice', baseURL, apiKey, supportsStructuredOutputs: true });
    return client(provider(model));
  },
});
