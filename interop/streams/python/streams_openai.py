from openai import OpenAI, pydantic_function_tool
from streams import OpenGate, run, user

PARAMETERS = {**OpenGate.model_json_schema(), "additionalProperties": False}
ENOUGH = 5


class Client:
    def __init__(self, base_url, key, model):
        openai = OpenAI(base_url=base_url, api_key=key)
        self.responses, self.completions, self.model = openai.responses, openai.chat.completions, model


class Responses(Client):
    """`responses.create(stream=True)`: each event as it is."""

    def text(self, case, prompt):
        with self.responses.create(model=self.model, input=prompt, stream=True) as events:
            read(case, events)

    def tool(self, case, prompt):
        tool = {"type": "function", "name": "open_gate", "parameters": PARAMETERS, "strict": True}
        with self.responses.create(model=self.model, input=prompt, tools=[tool], stream=True) as events:
            read(case, events)

    def resume(self, case, prompt):
        with self.responses.create(model=self.model, input=prompt, stream=True, background=True) as events:
            for event in events:
                see(case, event)
                if len(case.pieces) == ENOUGH:
                    break
        with self.responses.retrieve(case.id, stream=True, starting_after=case.numbers[-1]) as events:
            read(case, events)


class ResponsesHelper(Client):
    """`responses.stream()`, which builds the response of the events."""

    def text(self, case, prompt):
        with self.responses.stream(model=self.model, input=prompt) as stream:
            read(case, stream)
            whole(case, stream.get_final_response().output_text)

    def tool(self, case, prompt):
        tool = {"type": "function", "name": "open_gate", "parameters": PARAMETERS, "strict": True}
        with self.responses.stream(model=self.model, input=prompt, tools=[tool]) as stream:
            read(case, stream)
            whole(case, stream.get_final_response().output[0].arguments)

    def resume(self, case, prompt):
        with self.responses.stream(model=self.model, input=prompt, background=True) as stream:
            for event in stream:
                see(case, event)
                if len(case.pieces) == ENOUGH:
                    break
        with self.responses.stream(response_id=case.id, starting_after=case.numbers[-1]) as stream:
            read(case, stream)
            whole(case, stream.get_final_response().output_text)


def read(case, events):
    for event in events:
        see(case, event)


def see(case, event):
    case.numbers.append(event.sequence_number)
    if event.type == "response.created":
        case.id = event.response.id
    elif event.type in ("response.output_text.delta", "response.function_call_arguments.delta"):
        case.text(event.delta)
    elif event.type == "response.completed":
        case.used(event.response.usage.input_tokens, event.response.usage.output_tokens)


def whole(case, text):
    if text != "".join(case.pieces):
        raise AssertionError(f"the helper made {text}")


class Chat(Client):
    """`chat.completions.create(stream=True)`: each chunk as it is."""

    def text(self, case, prompt):
        self.read(case, messages=[user(prompt)])

    def tool(self, case, prompt):
        self.read(case, messages=[user(prompt)], tools=[pydantic_function_tool(OpenGate, name="open_gate")])

    def read(self, case, **asked):
        options = {"stream": True, "stream_options": {"include_usage": True}}
        for chunk in self.completions.create(model=self.model, **asked, **options):
            take(case, chunk)


class ChatHelper(Client):
    """`chat.completions.stream()`, which builds the completion of the chunks."""

    def text(self, case, prompt):
        message = self.read(case, messages=[user(prompt)])
        whole(case, message.content)

    def tool(self, case, prompt):
        message = self.read(
            case, messages=[user(prompt)], tools=[pydantic_function_tool(OpenGate, name="open_gate")]
        )
        whole(case, message.tool_calls[0].function.arguments)

    def read(self, case, **asked):
        options = {"stream_options": {"include_usage": True}}
        with self.completions.stream(model=self.model, **asked, **options) as stream:
            for event in stream:
                if event.type == "chunk":
                    take(case, event.chunk)
            return stream.get_final_completion().choices[0].message


def take(case, chunk):
    case.id = chunk.id
    for choice in chunk.choices:
        case.text(choice.delta.content)
        for call in choice.delta.tool_calls or []:
            case.text(call.function.arguments)
    if chunk.usage:
        case.used(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)


run({"responses": Responses, "responses-helper": ResponsesHelper, "chat": Chat, "chat-helper": ChatHelper})
