import { createOpenAI } from '@ai-sdk/openai';
import { streamText, tool } from 'ai';
import { Gate, run } from './streams.mjs';

const client = (model) => ({
  async text(seen, prompt) {
    let failure;
    const result = streamText({ model, prompt, onError: ({ error }) => (failure = error) });
    for await (const delta of result.textStream) seen.text(delta);
    if (failure) throw failure;
    const { inputTokens, outputTokens } = await result.usage;
    seen.used(inputTokens, outputTokens);
  },
  async tool(seen, prompt) {
    const open_gate = tool({ description: 'Opens a gate.', inputSchema: Gate });
    const result = streamText({ model, prompt, tools: { open_gate } });
    for await (const part of result.fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'tool-input-delta') seen.text(part.delta);
    }
    Gate.parse((await result.toolCalls)[0].input);
  },
});

await run({
  responses: (baseURL, apiKey, model) => client(createOpenAI({ baseURL, apiKey })(model)),
  chat: (baseURL, apiKey, model) => client(createOpenAI({ baseURL, apiKey }).chat(model)),
});
