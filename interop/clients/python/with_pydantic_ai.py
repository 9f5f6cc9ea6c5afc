import asyncio

from harness import Report, answer, open_gate, run, value
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider


class Chat:
    kind = OpenAIChatModel

    def __init__(self, base_url, key, model):
        self.model = self.kind(model, provider=OpenAIProvider(base_url=base_url, api_key=key))

    def plain(self, prompt):
        return spoken(Agent(self.model).run_sync(prompt))

    def stream(self, prompt):
        async def read():
            async with Agent(self.model).run_stream(prompt) as result:
                text = "".join([delta async for delta in result.stream_text(delta=True)])
                return answer(text, result.usage.input_tokens, result.usage.output_tokens)

        return asyncio.run(read())

    def tools(self, prompt):
        return answer(Agent(self.model, tools=[open_gate]).run_sync(prompt).output)

    def schema(self, prompt):
        return value(Agent(self.model, output_type=Report).run_sync(prompt).output)

    def turns(self, first, second):
        agent = Agent(self.model)
        return answer(agent.run_sync(second, message_history=agent.run_sync(first).all_messages()).output)


class Responses(Chat):
    kind = OpenAIResponsesModel


def spoken(result):
    return answer(result.output, result.usage.input_tokens, result.usage.output_tokens)


run({"chat": Chat, "responses": Responses})
