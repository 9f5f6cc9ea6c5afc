import json

from harness import Report, answer, open_gate, run, user, value
from openai import OpenAI, pydantic_function_tool
from pydantic import BaseModel


class OpenGate(BaseModel):
    gate: str


class Chat:
    def __init__(self, base_url, key, model):
        self.completions, self.model = OpenAI(base_url=base_url, api_key=key).chat.completions, model

    def plain(self, prompt):
        completion = self.completions.create(model=self.model, messages=[user(prompt)])
        return answer(
            completion.choices[0].message.content, completion.usage.prompt_tokens, completion.usage.completion_tokens
        )

    def stream(self, prompt):
        text, usage = "", None
        options = {"stream": True, "stream_options": {"include_usage": True}}
        for chunk in self.completions.create(model=self.model, messages=[user(prompt)], **options):
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
            usage = chunk.usage or usage
        return answer(text, usage.prompt_tokens, usage.completion_tokens)

    def tools(self, prompt):
        messages, tools = [user(prompt)], [pydantic_function_tool(OpenGate, name="open_gate")]
        message = self.completions.create(model=self.model, messages=messages, tools=tools).choices[0].message
        messages.append(message)
        for call in message.tool_calls:
            content = open_gate(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
        completion = self.completions.create(model=self.model, messages=messages, tools=tools)
        return answer(completion.choices[0].message.content)

    def schema(self, prompt):
        completion = self.completions.parse(model=self.model, messages=[user(prompt)], response_format=Report)
        return value(completion.choices[0].message.parsed)

    def turns(self, first, second):
        messages = [user(first)]
        messages.append(self.completions.create(model=self.model, messages=messages).choices[0].message)
        messages.append(user(second))
        return answer(self.completions.create(model=self.model, messages=messages).choices[0].message.content)


class Responses:
    def __init__(self, base_url, key, model):
        self.responses, self.model = OpenAI(base_url=base_url, api_key=key).responses, model

    def plain(self, prompt):
        response = self.responses.create(model=self.model, input=prompt)
        return answer(response.output_text, response.usage.input_tokens, response.usage.output_tokens)

    def stream(self, prompt):
        text, usage = "", None
        for event in self.responses.create(model=self.model, input=prompt, stream=True):
            if event.type == "response.output_text.delta":
                text += event.delta
            elif event.type == "response.completed":
                usage = event.response.usage
        return answer(text, usage.input_tokens, usage.output_tokens)

    def tools(self, prompt):
        parameters = {**OpenGate.model_json_schema(), "additionalProperties": False}
        tools = [{"type": "function", "name": "open_gate", "parameters": parameters, "strict": True}]
        items = [user(prompt)]
        response = self.responses.create(model=self.model, input=items, tools=tools)
        items += response.output
        for call in response.output:
            if call.type == "function_call":
                output = open_gate(**json.loads(call.arguments))
                items.append({"type": "function_call_output", "call_id": call.call_id, "output": output})
        return answer(self.responses.create(model=self.model, input=items, tools=tools).output_text)

    def schema(self, prompt):
        return value(self.responses.parse(model=self.model, input=prompt, text_format=Report).output_parsed)

    def turns(self, first, second):
        items = [user(first)]
        items += self.responses.create(model=self.model, input=items).output
        items.append(user(second))
        return answer(self.responses.create(model=self.model, input=items).output_text)


run({"chat": Chat, "responses": Responses})
