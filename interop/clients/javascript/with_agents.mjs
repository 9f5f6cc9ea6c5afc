import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import { Gate, Report, answer, openGate, run, user } from './harness.mjs';

// traces would go to OpenAI
setTracingDisabled(true);

const spoken = (result) => {
  const { usage } = result.state;
  return answer(result.finalOutput, usage.inputTokens, usage.outputTokens);
};

const client = (options) => (baseURL, apiKey, model) => {
  const runner = new Runner({ modelProvider: new OpenAIProvider({ baseURL, apiKey, ...options }) });
  const agent = (options) => new Agent({ name: 'gatekeeper', model, ...options });
  return {
    async plain(prompt) {
      return spoken(await runner.run(agent(), prompt));
    },
    async stream(prompt) {
      const result = await runner.run(agent(), prompt, { stream: true });
      for await (const _ of result);
      await result.completed;
      return spoken(result);
    },
    async tools(prompt) {
      const gates = tool({ name: 'open_gate', description: 'Opens a gate.', parameters: Gate, execute: openGate });
      return answer((await runner.run(agent({ tools: [gates] }), prompt)).finalOutput);
    },
    async schema(prompt) {
      return { value: (await runner.run(agent({ outputType: Report }), prompt)).finalOutput };
    },
    async turns(first, second) {
      const { history } = await runner.run(agent(), first);
      return answer((await runner.run(agent(), [...history, user(second)])).finalOutput);
    },
  };
};

await run({ responses: client({}), chat: client({ useResponses: false }) });
