from harness import Report, answer, open_gate, run, value
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI


class Client:
    options = {}

    def __init__(self, base_url, key, model):
        self.model = ChatOpenAI(base_url=base_url, api_key=key, model=model, **self.options)

    def plain(self, prompt):
        return spoken(self.model.invoke(prompt))

    def stream(self, prompt):
        whole = None
        for chunk in self.model.stream(prompt):
            whole = chunk if whole is None else whole + chunk
        return spoken(whole)

    def tools(self, prompt):
        model, messages = self.model.bind_tools([open_gate]), [HumanMessage(prompt)]
        messages.append(model.invoke(messages))
        for call in messages[-1].tool_calls:
            messages.append(ToolMessage(open_gate(**call["args"]), tool_call_id=call["id"]))
        return spoken(model.invoke(messages))

    def schema(self, prompt):
        return value(self.model.with_structured_output(Report).invoke(prompt))

    def turns(self, first, second):
        messages = [HumanMessage(first)]
        messages += [self.model.invoke(messages), HumanMessage(second)]
        return spoken(self.model.invoke(messages))


class Responses(Client):
    options = {"use_responses_api": True}


def spoken(message):
    usage = message.usage_metadata or {}
    return answer(str(message.text), usage.get("input_tokens"), usage.get("output_tokens"))


run({"chat": Client, "responses": Responses})
