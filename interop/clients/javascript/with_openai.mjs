import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { Gate, Report, answer, openGate, run, user } from './harness.mjs';
import { z } from 'zod';

const parameters = z.toJSONSchema(Gate);

function chat(baseURL, apiKey, model) {
  const { completions } = new OpenAI({ baseURL, apiKey }).chat;
  const message = async (messages, options) =>
    (await completions.create({ model, messages, ...options })).choices[0].message;
  return {
    async plain(prompt) {
      const { choices, usage } = await completions.create({ model, messages: [user(prompt)] });
      return answer(choices[0].message.content, usage.prompt_tokens, usage.completion_tokens);
    },
    async stream(prompt) {
      let text = '', usage;
      const options = { stream: true, stream_options: { include_usage: true } };
      for await (const chunk of await completions.create({ model, messages: [user(prompt)], ...options })) {
        text += chunk.choices[0]?.delta.content ?? '';
        usage = chunk.usage ?? usage;
      }
      return answer(text, usage.prompt_tokens, usage.completion_tokens);
    },
    async tools(prompt) {
      const tools = [{ type: 'function', function: { name: 'open_gate', parameters, strict: true } }];
      const messages = [user(prompt)];
      messages.push(await message(messages, { tools }));
      for (const call of messages[1].tool_calls) {
        const content = openGate(JSON.parse(call.function.arguments));
        messages.push({ role: 'tool', tool_call_id: call.id, content });
      }
      return answer((await message(messages, { tools })).content);
    },
    async schema(prompt) {
      const format = zodResponseFormat(Report, 'report');
      const { choices } = await completions.parse({ model, messages: [user(prompt)], response_format: format });
      return { value: choices[0].message.parsed };
    },
    async turns(first, second) {
      const messages = [user(first)];
      messages.push(await message(messages), user(second));
      return answer((await message(messages)).content);
    },
  };
}

function responses(baseURL, apiKey, model) {
  const { responses } = new OpenAI({ baseURL, apiKey });
  return {
    async plain(prompt) {
      const { output_text, usage } = await responses.create({ model, input: prompt });
      return answer(output_text, usage.input_tokens, usage.output_tokens);
    },
    async stream(prompt) {
      let text = '', usage;
      for await (const event of await responses.create({ model, input: prompt, stream: true })) {
        if (event.type === 'response.output_text.delta') text += event.delta;
        if (event.type === 'response.completed') usage = event.response.usage;
      }
      return answer(text, usage.input_tokens, usage.output_tokens);
    },
    async tools(prompt) {
      const tools = [{ type: 'function', name: 'open_gate', parameters, strict: true }];
      const input = [user(prompt)];
      const { output } = await responses.create({ model, input, tools });
      input.push(...output);
      for (const call of output.filter((item) => item.type === 'function_call')) {
        const output = openGate(JSON.parse(call.arguments));
        input.push({ type: 'function_call_output', call_id: call.call_id, output });
      }
      return answer((await responses.create({ model, input, tools })).output_text);
    },
    async schema(prompt) {
      const text = { format: zodTextFormat(Report, 'report') };
      return { value: (await responses.parse({ model, input: prompt, text })).output_parsed };
    },
    async turns(first, second) {
      const input = [user(first)];
      input.push(...(await responses.create({ model, input })).output, user(second));
      return answer((await responses.create({ model, input })).output_text);
    },
  };
}

await run({ chat, responses });
