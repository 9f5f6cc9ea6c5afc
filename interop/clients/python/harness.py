"""Runs one client's cases and prints what it saw of each, one JSON object a line.

Arguments: the variant, and a plan {base_url, cases: [{case, do, key, model, prompts}]}. A client class has a method for
everything it can do; what it has no method for, the client lacks.
"""

import json
import sys
import time

from pydantic import BaseModel


class Report(BaseModel):
    gate: str
    open: bool


def open_gate(gate: str) -> str:
    """Opens a gate."""
    return f"{gate} is open"


def user(text):
    return {"role": "user", "content": text}


def answer(text, input_tokens=None, output_tokens=None):
    return {"text": text, "usage": [input_tokens, output_tokens]}


def value(report):
    return {"value": report.model_dump()}


def run(variants):
    client, plan = variants[sys.argv[1]], json.loads(sys.argv[2])
    for case in plan["cases"]:
        began = time.monotonic()
        try:
            seen = attempt(client, plan["base_url"], case)
        except Exception as error:
            seen = {"raised": type(error).__name__, "status": status(error), "message": str(error)[:500]}
        print(json.dumps({"case": case["case"], "seconds": round(time.monotonic() - began, 1), **seen}), flush=True)


def attempt(client, base_url, case):
    if not hasattr(client, case["do"]):
        return {"lacks": True}
    return {"seen": getattr(client(base_url, case["key"], case["model"]), case["do"])(*case["prompts"])}


def status(error):
    """The HTTP status, from the error or from what it was raised for."""
    while error is not None:
        for name in ("status_code", "status"):
            if isinstance(found := getattr(error, name, None), int):
                return found
        error = error.__cause__ or error.__context__
    return None
