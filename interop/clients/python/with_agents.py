import asyncio

from agents import Agent, Runner, function_tool, set_default_openai_api, set_default_openai_client, set_tracing_disabled
from harness import Report, answer, open_gate, run, user, value
from openai import AsyncOpenAI

# traces would go to OpenAI
set_tracing_disabled(True)


class Responses:
    def __init__(self, base_url, key, model):
        set_default_openai_client(AsyncOpenAI(base_url=base_url, api_key=key), use_for_tracing=False)
        self.model = model

    def agent(self, **options):
        return Agent(name="gatekeeper", model=self.model, **options)

    def plain(self, prompt):
        result = Runner.run_sync(self.agent(), prompt)
        usage = result.context_wrapper.usage
        return answer(result.final_output, usage.input_tokens, usage.output_tokens)

    def stream(self, prompt):
        async def read():
            result = Runner.run_streamed(self.agent(), prompt)
            async for _ in result.stream_events():
                pass
            usage = result.context_wrapper.usage
            return answer(result.final_output, usage.input_tokens, usage.output_tokens)

        return asyncio.run(read())

    def tools(self, prompt):
        return answer(Runner.run_sync(self.agent(tools=[function_tool(open_gate)]), prompt).final_output)

    def schema(self, prompt):
        return value(Runner.run_sync(self.agent(output_type=Report), prompt).final_output)

    def turns(self, first, second):
        items = Runner.run_sync(self.agent(), first).to_input_list()
        return answer(Runner.run_sync(self.agent(), [*items, user(second)]).final_output)


class Chat(Responses):
    def __init__(self, base_url, key, model):
        set_default_openai_api("chat_completions")
        super().__init__(base_url, key, model)


run({"responses": Responses, "chat": Chat})
