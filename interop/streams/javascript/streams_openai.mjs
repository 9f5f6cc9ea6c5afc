import OpenAI from 'openai';
import { parameters, run, user } from './streams.mjs';

const ENOUGH = 5;
const flatTools = [{ type: 'function', name: 'open_gate', parameters, strict: true }];
const chatTools = [{ type: 'function', function: { name: 'open_gate', parameters, strict: true } }];

function see(seen, event) {
  seen.numbers.push(event.sequence_number);
  if (event.type === 'response.created') seen.id = event.response.id;
  if (event.type === 'response.output_text.delta') seen.text(event.delta);
  if (event.type === 'response.function_call_arguments.delta') seen.text(event.delta);
  if (event.type === 'response.completed') {
    const { usage } = event.response;
    seen.used(usage.input_tokens, usage.output_tokens);
  }
}

// responses.create({ stream: true }): each event as it is
function responses(baseURL, apiKey, model) {
  const { responses } = new OpenAI({ baseURL, apiKey });
  const read = async (seen, options) => {
    for await (const event of await responses.create({ model, stream: true, ...options })) see(seen, event);
  };
  return {
    text: (seen, input) => read(seen, { input }),
    tool: (seen, input) => read(seen, { input, tools: flatTools }),
    async resume(seen, input) {
      for await (const event of await responses.create({ model, input, stream: true, background: true })) {
        see(seen, event);
        if (seen.pieces.length === ENOUGH) break;
      }
      const rest = await responses.retrieve(seen.id, { stream: true, starting_after: seen.numbers.at(-1) });
      for await (const event of rest) see(seen, event);
    },
  };
}

// responses.stream(), which builds the response of the events
function responsesHelper(baseURL, apiKey, model) {
  const { responses } = new OpenAI({ baseURL, apiKey });
  const read = async (seen, options) => {
    const stream = responses.stream({ model, ...options });
    for await (const event of stream) see(seen, event);
    return stream.finalResponse();
  };
  return {
    async text(seen, input) {
      seen.whole((await read(seen, { input })).output_text);
    },
    async tool(seen, input) {
      seen.whole((await read(seen, { input, tools: flatTools })).output[0].arguments);
    },
    async resume(seen, input) {
      for await (const event of responses.stream({ model, input, background: true })) {
        see(seen, event);
        if (seen.pieces.length === ENOUGH) break;
      }
      const rest = responses.stream({ response_id: seen.id, starting_after: seen.numbers.at(-1) });
      for await (const event of rest) see(seen, event);
      seen.whole((await rest.finalResponse()).output_text);
    },
  };
}

function take(seen, chunk) {
  seen.id = chunk.id;
  for (const { delta } of chunk.choices) {
    seen.text(delta.content);
    for (const call of delta.tool_calls ?? []) seen.text(call.function.arguments);
  }
  if (chunk.usage) seen.used(chunk.usage.prompt_tokens, chunk.usage.completion_tokens);
}

const asked = (model, prompt, options) => ({
  model,
  messages: [user(prompt)],
  stream: true,
  stream_options: { include_usage: true },
  ...options,
});

// chat.completions.create({ stream: true }): each chunk as it is
function chat(baseURL, apiKey, model) {
  const { completions } = new OpenAI({ baseURL, apiKey }).chat;
  const read = async (seen, prompt, options) => {
    for await (const chunk of await completions.create(asked(model, prompt, options))) take(seen, chunk);
  };
  return {
    text: (seen, prompt) => read(seen, prompt, {}),
    tool: (seen, prompt) => read(seen, prompt, { tools: chatTools }),
  };
}

// chat.completions.stream(), which builds the completion of the chunks
function chatHelper(baseURL, apiKey, model) {
  const { completions } = new OpenAI({ baseURL, apiKey }).chat;
  const read = async (seen, prompt, options) => {
    const stream = completions.stream(asked(model, prompt, options));
    for await (const chunk of stream) take(seen, chunk);
    return (await stream.finalChatCompletion()).choices[0].message;
  };
  return {
    async text(seen, prompt) {
      seen.whole((await read(seen, prompt, {})).content);
    },
    async tool(seen, prompt) {
      seen.whole((await read(seen, prompt, { tools: chatTools })).tool_calls[0].function.arguments);
    },
  };
}

await run({ responses, 'responses-helper': responsesHelper, chat, 'chat-helper': chatHelper });
