import json

import litellm
from harness import Report, answer, open_gate, run, user

PARAMETERS = {"type": "object", "properties": {"gate": {"type": "string"}}, "required": ["gate"]}


class Chat:
    def __init__(self, base_url, key, model):
        self.options = {"model": f"openai/{model}", "api_base": base_url, "api_key": key}

    def complete(self, messages, **options):
        return litellm.completion(messages=messages, **self.options, **options)

    def plain(self, prompt):
        completion = self.complete([user(prompt)])
        return answer(
            completion.choices[0].message.content, completion.usage.prompt_tokens, completion.usage.completion_tokens
        )

    def stream(self, prompt):
        chunks = list(self.complete([user(prompt)], stream=True, stream_options={"include_usage": True}))
        text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        usage = chunks[-1].usage
        return answer(text, usage.prompt_tokens, usage.completion_tokens)

    def tools(self, prompt):
        messages, tools = (
            [user(prompt)],
            [{"type": "function", "function": {"name": "open_gate", "parameters": PARAMETERS}}],
        )
        messages.append(self.complete(messages, tools=tools).choices[0].message)
        for call in messages[-1].tool_calls:
            content = open_gate(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
        return answer(self.complete(messages, tools=tools).choices[0].message.content)

    def schema(self, prompt):
        return {"value": json.loads(self.complete([user(prompt)], response_format=Report).choices[0].message.content)}

    def turns(self, first, second):
        messages = [user(first)]
        messages += [self.complete(messages).choices[0].message, user(second)]
        return answer(self.complete(messages).choices[0].message.content)


class Responses:
    def __init__(self, base_url, key, model):
        self.options = {"model": f"openai/{model}", "api_base": base_url, "api_key": key}

    def respond(self, items, **options):
        return litellm.responses(input=items, **self.options, **options)

    def plain(self, prompt):
        response = self.respond(prompt)
        return answer(response.output_text, response.usage.input_tokens, response.usage.output_tokens)

    def stream(self, prompt):
        text, usage = "", None
        for event in self.respond(prompt, stream=True):
            if event.type == "response.output_text.delta":
                text += event.delta
            elif event.type == "response.completed":
                usage = event.response.usage
        return answer(text, usage.input_tokens, usage.output_tokens)

    def tools(self, prompt):
        items, tools = [user(prompt)], [{"type": "function", "name": "open_gate", "parameters": PARAMETERS}]
        response = self.respond(items, tools=tools)
        items += response.output
        for call in response.output:
            if call.type == "function_call":
                output = open_gate(**json.loads(call.arguments))
                items.append({"type": "function_call_output", "call_id": call.call_id, "output": output})
        return answer(self.respond(items, tools=tools).output_text)

    def schema(self, prompt):
        return {"value": json.loads(self.respond(prompt, text_format=Report).output_text)}

    def turns(self, first, second):
        items = [user(first)]
        items += self.respond(items).output
        return answer(self.respond([*items, user(second)]).output_text)


run({"chat": Chat, "responses": Responses})
