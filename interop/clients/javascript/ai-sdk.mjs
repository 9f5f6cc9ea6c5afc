// What the AI SDK does with a model, whichever package that comes from.
import { Output, generateText, stepCountIs, streamText, tool } from 'ai';
import { Gate, Report, answer, openGate, user } from './harness.mjs';

const spoken = ({ text, usage }) => answer(text, usage.inputTokens, usage.outputTokens);

export const client = (model) => ({
  async plain(prompt) {
    return spoken(await generateText({ model, prompt }));
  },
  async stream(prompt) {
    let text = '', failure;
    const result = streamText({ model, prompt, onError: ({ error }) => (failure = error) });
    for await (const delta of result.textStream) text += delta;
    if (failure) throw failure;
    return spoken({ text, usage: await result.usage });
  },
  async tools(prompt) {
    const open_gate = tool({ description: 'Opens a gate.', inputSchema: Gate, execute: openGate });
    return answer((await generateText({ model, prompt, tools: { open_gate }, stopWhen: stepCountIs(3) })).text);
  },
  async schema(prompt) {
    return { value: (await generateText({ model, prompt, output: Output.object({ schema: Report }) })).output };
  },
  async turns(first, second) {
    const messages = [user(first)];
    messages.push(...(await generateText({ model, messages })).response.messages, user(second));
    return answer((await generateText({ model, messages })).text);
  },
});
