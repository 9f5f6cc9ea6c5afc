"""Runs one client's cases and prints what it saw of each, one JSON object a line.

Arguments: the variant, and a plan {base_url, key, model, cases: [{case, do, prompt, waits}]}. A client class has a method
for everything it can do, which hands each piece that it sees to the case; what it has no method for, the client lacks. A
case that waits begins when a line comes to standard input.
"""

import json
import sys
import time

from pydantic import BaseModel

SEEN_ENOUGH = 3


class OpenGate(BaseModel):
    """Opens a gate."""

    gate: str
    reason: str


def user(text):
    return {"role": "user", "content": text}


class Case:
    """What was seen, also when the client fails."""

    def __init__(self, name):
        self.name, self.pieces, self.usage, self.id, self.numbers = name, [], None, None, []

    def text(self, piece):
        if piece:
            self.pieces.append(piece)
            if len(self.pieces) == SEEN_ENOUGH:
                self.tell(under_way=True)

    def used(self, input_tokens, output_tokens):
        self.usage = [input_tokens, output_tokens]

    def tell(self, **more):
        print(json.dumps({"case": self.name, **more}), flush=True)

    def seen(self):
        return {"pieces": self.pieces, "usage": self.usage, "id": self.id, "numbers": self.numbers}


def run(variants):
    client, plan = variants[sys.argv[1]], json.loads(sys.argv[2])
    for asked in plan["cases"]:
        case = Case(asked["case"])
        if asked["waits"]:
            case.tell(ready=True)
            input()
        began = time.monotonic()
        method = getattr(client, asked["do"], None)
        end = {}
        if method is None:
            end = {"lacks": True}
        else:
            try:
                method(client(plan["base_url"], plan["key"], plan["model"]), case, asked["prompt"])
            except Exception as error:
                end = {"raised": type(error).__name__, "message": str(error)[:500]}
        case.tell(ended=True, seconds=round(time.monotonic() - began, 1), **case.seen(), **end)
