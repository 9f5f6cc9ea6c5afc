import asyncio

import dspy
from harness import Report, answer, run


class Asked(dspy.Signature):
    question: str = dspy.InputField()
    report: Report = dspy.OutputField()


class Chat:
    options = {}

    def __init__(self, base_url, key, model):
        self.lm = dspy.LM(f"openai/{model}", api_base=base_url, api_key=key, **self.options)

    def plain(self, prompt):
        with dspy.context(lm=self.lm):
            return self.spoken(dspy.Predict("question -> answer")(question=prompt))

    def stream(self, prompt):
        async def read():
            listener = dspy.streaming.StreamListener(signature_field_name="answer")
            ask = dspy.streamify(dspy.Predict("question -> answer"), stream_listeners=[listener])
            return [part async for part in ask(question=prompt)]

        with dspy.context(lm=self.lm):
            return self.spoken(asyncio.run(read())[-1])

    def schema(self, prompt):
        with dspy.context(lm=self.lm, adapter=dspy.JSONAdapter()):
            return {"value": dspy.Predict(Asked)(question=prompt).report.model_dump()}

    def turns(self, first, second):
        with dspy.context(lm=self.lm):
            ask = dspy.Predict("history: dspy.History, question -> answer")
            said = {"question": first, "answer": ask(history=dspy.History(messages=[]), question=first).answer}
            return answer(ask(history=dspy.History(messages=[said]), question=second).answer)

    def spoken(self, prediction):
        usage = self.lm.history[-1]["usage"]
        names = ("input_tokens", "output_tokens") if "input_tokens" in usage else ("prompt_tokens", "completion_tokens")
        return answer(prediction.answer, *(usage.get(name) for name in names))


class Responses(Chat):
    options = {"model_type": "responses"}


run({"chat": Chat, "responses": Responses})
