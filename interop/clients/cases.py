"""What each client is asked, and whether what came of it is what should."""

from dataclasses import dataclass

from provider import ANSWER, MODEL, REASONING_MODEL, USAGE

KEY, WRONG_KEY = "sk-clients", "sk-nobody"
# OpenAI has it and the gateway doesn't: LlamaIndex asks nobody for a model whose name is not OpenAI's
UNKNOWN_MODEL = "gpt-4o"
REPORT = {"gate": "north", "open": True}
QUESTION = "Is the gate open?"
NONE = "n"
WAITED = "waits, then answered"


@dataclass(frozen=True)
class Case:
    """`paid` is how many calls the provider is to be paid for, `status` what the client is to be refused with."""

    name: str
    method: str
    prompts: tuple[str, ...]
    paid: int = 1
    text: str = ANSWER
    model: str = MODEL
    status: int | None = None
    is_last: bool = False


def limited_key(row):
    return f"sk-limited-{row.name}"


CASES = [
    Case("plain", "plain", (QUESTION,)),
    Case("stream", "stream", (QUESTION,)),
    Case("tools", "tools", ("Open the north gate.",), paid=2, text="Done: north is open."),
    Case("reasoning", "tools", ("Open the north gate.",), paid=2, text="Done: north is open.", model=REASONING_MODEL),
    Case("schema", "schema", ("Report on the north gate.",)),
    Case("turns", "turns", ("My word is heron.", "What is my word?"), paid=2, text="Your word is heron."),
    Case("401", "plain", (QUESTION,), paid=0, status=401),
    Case("404", "plain", (QUESTION,), paid=0, model=UNKNOWN_MODEL, status=404),
    # these take long, so the next client begins when one has come to them
    Case("slow", "plain", ("Take 90 seconds. " + QUESTION,), is_last=True),
    Case("slowstream", "stream", ("Take 90 seconds. " + QUESTION,), is_last=True),
    # the minute of the limit is well under way when the next one is refused, so that a wait for it is worthwhile
    Case("first", "plain", ("Take 5 seconds. " + QUESTION,), is_last=True),
    Case("429", "plain", (QUESTION,), paid=0, status=429, is_last=True),
]


def plan(row, base_url):
    def asked(case):
        key = {"401": WRONG_KEY, "first": limited_key(row), "429": limited_key(row)}.get(case.name, KEY)
        prompts = [f"[case {row.name}/{case.name}] {prompt}" for prompt in case.prompts]
        return {"case": case.name, "do": case.method, "key": key, "model": case.model, "prompts": prompts}

    return {"base_url": base_url, "cases": [asked(case) for case in CASES]}


def judge(case, result, paid):
    """What the table says of a case, and what is wrong with it, if anything."""
    if result is None:
        return "-", "the program ended before it"
    if result.get("lacks"):
        return NONE, None
    cell, wrong = failed(case, result) if case.status else answered(case, result)
    due = 1 if cell == WAITED else case.paid
    return cell, wrong or (f"{paid} paid calls, not {due}" if paid != due else None)


def answered(case, result):
    if "raised" in result:
        return "**raises**", f"{result['raised']}: {result['message']}"
    seen = result["seen"]
    if seen.get("value", REPORT) != REPORT or seen.get("text", case.text) != case.text:
        return "**other**", f"{seen}, not {case.text} or {REPORT}"
    if case.name in ("slow", "slowstream") and result["seconds"] < 90:
        return "**other**", f"took {result['seconds']} s"
    usage = [USAGE["prompt_tokens"], USAGE["completion_tokens"]]
    told = seen.get("usage")
    if case.name in ("plain", "stream") and told != usage:
        is_silent = not any(told or [])
        return (
            "ok, no usage" if is_silent else "**other usage**",
            None if is_silent and case.name == "stream" else f"usage {told}",
        )
    return "ok", None


def failed(case, result):
    if "raised" not in result:
        if case.status == 429 and result["seconds"] > 10:
            return WAITED, answered(case, result)[1]
        return "**no error**", f"{result['seen']} in {result['seconds']} s"
    if result["status"] not in (case.status, None):
        return f"**{result['status']}**", f"status {result['status']}: {result['message']}"
    if result["status"] is None and str(case.status) not in result["message"]:
        return f"`{result['raised']}`", f"no status {case.status}: {result['message']}"
    return f"`{result['raised']}`", None
