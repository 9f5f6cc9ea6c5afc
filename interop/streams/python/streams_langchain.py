from langchain_openai import ChatOpenAI
from streams import OpenGate, run


class Chat:
    options = {"stream_usage": True}

    def __init__(self, base_url, key, model):
        self.model = ChatOpenAI(base_url=base_url, api_key=key, model=model, **self.options)

    def text(self, case, prompt):
        whole = None
        for chunk in self.model.stream(prompt):
            case.text(str(chunk.text))
            whole = chunk if whole is None else whole + chunk
        usage = whole.usage_metadata or {}
        case.used(usage.get("input_tokens"), usage.get("output_tokens"))

    def tool(self, case, prompt):
        whole = None
        for chunk in self.model.bind_tools([OpenGate]).stream(prompt):
            for call in chunk.tool_call_chunks:
                case.text(call["args"])
            whole = chunk if whole is None else whole + chunk
        OpenGate(**whole.tool_calls[0]["args"])


class Responses(Chat):
    options = {"use_responses_api": True}


run({"chat": Chat, "responses": Responses})
