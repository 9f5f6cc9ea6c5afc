import asyncio

from harness import Report, answer, open_gate, run, value
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai import OpenAI, OpenAIResponses


class Chat:
    llm = OpenAI

    def __init__(self, base_url, key, model):
        self.model = self.llm(model=model, api_base=base_url, api_key=key)

    def plain(self, prompt):
        response = self.model.chat([ChatMessage(prompt)])
        return answer(response.message.content, *self.usage(response.raw))

    def stream(self, prompt):
        usage = None
        for response in self.model.stream_chat([ChatMessage(prompt)]):
            text = response.message.content
            usage = response.additional_kwargs.get("usage", usage)
        return answer(text, *([usage.input_tokens, usage.output_tokens] if usage else []))

    def tools(self, prompt):
        async def loop():
            return await FunctionAgent(tools=[open_gate], llm=self.model).run(prompt)

        return answer(asyncio.run(loop()).response.content)

    def schema(self, prompt):
        return value(self.model.as_structured_llm(Report).chat([ChatMessage(prompt)]).raw)

    def turns(self, first, second):
        messages = [ChatMessage(first)]
        messages += [self.model.chat(messages).message, ChatMessage(second)]
        return answer(self.model.chat(messages).message.content)

    @staticmethod
    def usage(completion):
        return completion.usage.prompt_tokens, completion.usage.completion_tokens


class Responses(Chat):
    llm = OpenAIResponses

    @staticmethod
    def usage(response):
        return response.usage.input_tokens, response.usage.output_tokens


run({"chat": Chat, "responses": Responses})
