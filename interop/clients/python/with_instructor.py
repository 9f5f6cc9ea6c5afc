import instructor
from harness import Report, run, user, value
from openai import OpenAI


class Chat:
    options = {}

    def __init__(self, base_url, key, model):
        self.client = instructor.from_openai(OpenAI(base_url=base_url, api_key=key), **self.options)
        self.model = model

    def plain(self, prompt):
        report, completion = self.client.create_with_completion(
            model=self.model, messages=[user(prompt)], response_model=Report
        )
        return value(report) | {"usage": self.usage(completion.usage)}

    def stream(self, prompt):
        for partial in self.client.create_partial(model=self.model, messages=[user(prompt)], response_model=Report):
            last = partial
        return value(last)

    def schema(self, prompt):
        return value(self.client.create(model=self.model, messages=[user(prompt)], response_model=Report))

    @staticmethod
    def usage(usage):
        return [usage.prompt_tokens, usage.completion_tokens]


class Responses(Chat):
    options = {"mode": instructor.Mode.RESPONSES_TOOLS}

    @staticmethod
    def usage(usage):
        return [usage.input_tokens, usage.output_tokens]


run({"chat": Chat, "responses": Responses})
