"""Unmodified clients that stream from one gateway while the one that has their calls is killed.

Ends with status 0 only if every client sees each answer in many pieces, and of an answer whose process is killed either
all, or a part and an error.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from judges import JUDGES, PATIENCE_S, SECONDS, WORDS, eventually, judge_end
from rows import JAVASCRIPT, PYTHON, rows
from sluice_interop import SECRET, Killable, cluster, free_ports, one_of_several
from tables import table, update
from writer import MODEL, Writer

HERE = Path(__file__).parent
KEYS = [f"sk-{number}" for number in range(4)]
# after which the process is killed
SEEN_S = 10
BEGIN, END = "<!-- streams: interop/streams/run --write-docs -->\n", "<!-- /streams -->\n"

python = replace(
    PYTHON, command=lambda made, program: (made / "python-openai-3/bin/python", HERE / f"python/streams_{program}.py")
)
javascript = replace(
    JAVASCRIPT, command=lambda made, program: ("node", made / f"npm/streams/streams_{program}.mjs")
)
OPENAI = {
    "responses": "responses.create",
    "responses-helper": "responses.stream",
    "chat": "chat.completions.create",
    "chat-helper": "chat.completions.stream",
}
ROWS = [
    *rows(python, "openai", "openai", **OPENAI),
    *rows(javascript, "openai", "openai", **OPENAI),
    *rows(python, "langchain", "langchain-openai", chat="stream", responses="stream, use_responses_api=True"),
    *rows(javascript, "langchain", "@langchain/openai", chat="stream", responses="stream, useResponsesApi: true"),
    *rows(javascript, "ai", "@ai-sdk/openai ai", responses="streamText", chat="streamText, openai.chat()"),
]
CASES = [
    {"case": "text", "do": "text", "prompt": "Write 40 words in 4 seconds.", "waits": False},
    {"case": "tool", "do": "tool", "prompt": "Write 40 words in 3 seconds.", "waits": False},
    {"case": "resume", "do": "resume", "prompt": "Write 50 words in 6 seconds.", "waits": False},
    {"case": "killed", "do": "text", "prompt": f"Write {WORDS} words in {SECONDS} seconds.", "waits": True},
]


def config(name, port, data, addresses, provider):
    common = one_of_several(name, port, data, addresses)
    kafka = {"probing.rebalance.interval.ms": 60000, "acceptable.recovery.lag": 100000000}
    return {
        **common,
        "kafka": {**common["kafka"], **kafka},
        "topics": {"create": True, "partitions": 2},
        "group": {"standbys": 1},
        "dispatch": {"lease": "8s"},
        "providers": {"writer": {"kind": "openai", "base_url": provider.url, "api_key": "sk-of-the-provider"}},
        "routes": {MODEL: {"targets": [{"provider": "writer", "model": MODEL, "timeout": "3m"}]}},
        "tenants": {f"tenant{key}": {"keys": {"only": {"api_key": key}}} for key in KEYS},
    }


class Gateway(Killable):
    """A gateway that answers."""

    def ask(self, path, key, body=None, **headers):
        """The status and the body."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers}
        data = None if body is None else json.dumps(body).encode()
        try:
            request = urllib.request.Request(f"{self.url}{path}", data, headers)
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def response(self, polling_id, key):
        status, body = self.ask(f"/v1/responses/{polling_id}", key)
        return json.loads(body) if status == 200 else {"status": status}

    def events(self, polling_id, key):
        _, body = self.ask(f"/v1/responses/{polling_id}?stream=true", key)
        return [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: ")]


def key_elsewhere(gateway):
    """Of a tenant whose calls that gateway doesn't have."""
    for key in KEYS:
        asked = {"model": MODEL, "input": "Write 2 words in 8 seconds.", "background": True}
        _, body = eventually(lambda key=key: (made := gateway.ask("/v1/responses", key, asked))[0] == 200 and made)
        path = f"/v1/responses/{json.loads(body)['id']}"
        eventually(lambda path=path, key=key: gateway.ask(path, key)[0] == 200)
        # a standby would answer once the call has ended
        if gateway.ask(path, key, **{"sluice-cluster-secret": SECRET})[0] == 503:
            return key
    raise SystemExit("one gateway has all calls")


class Client:
    """A client's process, and what it has printed of its cases."""

    def __init__(self, row, made, plan):
        self.row, self.results, self.marks = row, {}, set()
        self.changed = threading.Condition()
        with (made / "exchanges" / f"streams-{row.name}.err").open("w") as errors:
            self.child = subprocess.Popen(
                [*row.command(made), json.dumps(plan)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.child.stdout:
            if not line.startswith('{"case"'):
                continue
            told = json.loads(line)
            with self.changed:
                if told.get("ended"):
                    self.results[told["case"]] = told
                self.marks |= {(told["case"], mark) for mark in ("ready", "under_way", "ended") if told.get(mark)}
                self.changed.notify_all()

    def wait_for(self, *mark):
        with self.changed:
            return self.changed.wait_for(lambda: mark in self.marks, PATIENCE_S)

    def go_on(self):
        self.child.stdin.write("\n")
        self.child.stdin.flush()

    def stop(self):
        self.child.kill()
        self.child.wait()


def run_clients(made, owner, other, key):
    plan = {"base_url": f"{other.url}/v1", "key": key, "model": MODEL, "cases": CASES}
    with ExitStack() as stack:
        clients = []
        for row in ROWS:
            clients.append(Client(row, made, plan))
            stack.callback(clients[-1].stop)
        for client in clients:
            print(f"{client.row.name:34} ready: {client.wait_for('killed', 'ready')}", flush=True)
        for client in clients:
            client.go_on()
        for client in clients:
            client.wait_for("killed", "under_way")
        time.sleep(SEEN_S)
        owner.kill()
        print("killed", flush=True)
        for client in clients:
            client.wait_for("killed", "ended")
        return {client.row: client.results for client in clients}


def judged(results, gateway, key):
    """The table's lines, and what is wrong."""
    lines = [["client", "whole answer", "tool call", "process killed", "resumed"]]
    wrong = []
    for row, cases in results.items():
        cells = []
        for name, judge in JUDGES.items():
            result = cases.get(name)
            cell, complaint = judge(result) if result else ("-", "the program ended before it")
            if result and name == "killed" and not complaint:
                complaint = judge_end(gateway, key, result)
            cells.append(cell)
            if complaint:
                wrong.append(f"{row.name}, {name}: {complaint}")
            pieces = len(result["pieces"]) if result else 0
            print(f"{row.name:34} {name:7} {cell:24} {pieces} pieces {result and result['seconds']} s", flush=True)
            if result and "raised" in result:
                print(f"    {result['raised']}: {result['message']}", flush=True)
        lines.append([row.title(), *cells])
    return lines, wrong


def main(root, made, arguments):
    (made / "exchanges").mkdir(exist_ok=True)
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="sluice-interop"))
        addresses = stack.enter_context(cluster(root, data))
        provider = Writer()
        gateways = []
        for name, port in zip(("owner", "other"), free_ports(2)):
            settings = Path(data, f"{name}.json")
            settings.write_text(json.dumps(config(name, port, data, addresses, provider)))
            gateways.append(Gateway(root, settings, made / "exchanges" / f"streams-gateway-{name}.err"))
            stack.callback(gateways[-1].kill)
        owner, other = gateways
        key = key_elsewhere(other)
        results = run_clients(made, owner, other, key)
        lines, wrong = judged(results, other, key)
    written = table(lines)
    print(written)
    wrong += update(root / "docs/clients.md", written, "--write-docs" in arguments, BEGIN, END)
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
