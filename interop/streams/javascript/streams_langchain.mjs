import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { Gate, run } from './streams.mjs';

const client = (options) => (baseURL, apiKey, model) => {
  const chat = new ChatOpenAI({ model, apiKey, configuration: { baseURL }, ...options });
  return {
    async text(seen, prompt) {
      let whole;
      for await (const chunk of await chat.stream(prompt)) {
        seen.text(chunk.text);
        whole = whole ? whole.concat(chunk) : chunk;
      }
      seen.used(whole.usage_metadata?.input_tokens, whole.usage_metadata?.output_tokens);
    },
    async tool(seen, prompt) {
      const gates = tool(() => '', { name: 'open_gate', description: 'Opens a gate.', schema: Gate });
      let whole;
      for await (const chunk of await chat.bindTools([gates]).stream(prompt)) {
        for (const call of chunk.tool_call_chunks ?? []) seen.text(call.args);
        whole = whole ? whole.concat(chunk) : chunk;
      }
      Gate.parse(whole.tool_calls[0].args);
    },
  };
};

await run({ chat: client({}), responses: client({ useResponsesApi: true }) });
