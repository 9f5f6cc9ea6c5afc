import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { Gate, Report, answer, openGate, run } from './harness.mjs';

const spoken = ({ text, usage_metadata: usage }) => answer(text, usage?.input_tokens, usage?.output_tokens);

const client = (options) => (baseURL, apiKey, model) => {
  const chat = new ChatOpenAI({ model, apiKey, configuration: { baseURL }, ...options });
  return {
    async plain(prompt) {
      return spoken(await chat.invoke(prompt));
    },
    async stream(prompt) {
      let whole;
      for await (const chunk of await chat.stream(prompt)) whole = whole ? whole.concat(chunk) : chunk;
      return spoken(whole);
    },
    async tools(prompt) {
      const gates = tool(openGate, { name: 'open_gate', description: 'Opens a gate.', schema: Gate });
      const bound = chat.bindTools([gates]);
      const messages = [new HumanMessage(prompt)];
      messages.push(await bound.invoke(messages));
      for (const { args, id } of messages[1].tool_calls) {
        messages.push(new ToolMessage({ content: openGate(args), tool_call_id: id }));
      }
      return spoken(await bound.invoke(messages));
    },
    async schema(prompt) {
      return { value: await chat.withStructuredOutput(Report).invoke(prompt) };
    },
    async turns(first, second) {
      const messages = [new HumanMessage(first)];
      messages.push(await chat.invoke(messages), new HumanMessage(second));
      return spoken(await chat.invoke(messages));
    },
  };
};

await run({ chat: client({}), responses: client({ useResponsesApi: true }) });
