"""OpenAI-type clients as they are, against a gateway, on each path that they can ask.

Each client runs in its own language and a process of its own, and is given nothing but the base URL and a key. Behind
the gateway is a provider that counts what it is paid for. Ends with status 0 only if every case is as it should be.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from cases import CASES, KEY, judge, limited_key, plan
from provider import KEY as PROVIDER_KEY, MODEL, REASONING_MODEL, Provider
from rows import ROWS
from sluice_interop import gateway
from tables import tables, update
from tap import Tap

PATIENCE_S = 300
LAST_PATIENCE_S = 600
QUICK = sum(not case.is_last for case in CASES)


def config(provider):
    window = {"per": "tenant", "metric": "requests", "amount": 1, "window": "1m"}
    limited = {row.name: {"keys": {"only": {"api_key": limited_key(row)}}, "limits": [window]} for row in ROWS}
    return {
        "application_id": "sluice-interop",
        "instance": "interop",
        "state_dir": "${STATE_DIR}",
        "kafka": {"bootstrap.servers": "${BOOTSTRAP_SERVERS}"},
        "schema_registry": {"url": "${SCHEMA_REGISTRY_URL}"},
        "topics": {"create": True, "partitions": 1},
        "polling_ids": {"secrets": {1: "only for this check"}},
        "http": {"port": 0},
        "providers": {"stub": {"kind": "openai", "base_url": provider.url, "api_key": PROVIDER_KEY}},
        "routes": {
            model: {"targets": [{"provider": "stub", "model": model, "timeout": "3m"}]}
            for model in (MODEL, REASONING_MODEL)
        },
        "tenants": {"clients": {"keys": {"only": {"api_key": KEY}}}} | limited,
    }


class Client:
    """A client's process, and what it has printed of its cases."""

    def __init__(self, row, made, base_url, variables):
        self.results = {}
        self.quick_done = threading.Event()
        command = [*row.command(made), json.dumps(plan(row, base_url))]
        with (made / "exchanges" / f"{row.name}.err").open("w") as errors:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, env=variables
            )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            if line.startswith('{"case"'):
                result = json.loads(line)
                self.results[result["case"]] = result
                if len(self.results) == QUICK:
                    self.quick_done.set()
        self.quick_done.set()

    def stop(self):
        self.child.kill()
        self.child.wait()


def run_clients(rows, made, base_url, variables):
    """All of them: their quick cases one after the other, the slow ones of all at the same time."""
    with ExitStack() as stack:
        clients = {}
        for row in rows:
            client = clients[row] = Client(row, made, base_url, variables)
            stack.callback(client.stop)
            if not client.quick_done.wait(PATIENCE_S):
                client.stop()
            print(f"{row.name:32} {len(client.results)} cases", flush=True)
        until = time.monotonic() + LAST_PATIENCE_S
        for client in clients.values():
            client.reader.join(max(0, until - time.monotonic()))
        return {row: client.results for row, client in clients.items()}


def judged(rows, results, provider, tap, made):
    """The cells of each row, and what is wrong."""
    cells, wrong = {}, []
    for row in rows:
        paths = tap.paths(row.name)
        for case in CASES:
            paid = provider.paid[row.name, case.name]
            result = results[row].get(case.name)
            cell, complaint = judge(case, result, paid)
            other = set(paths.get(case.name, [])) - {row.path}
            complaint = complaint or (f"asked {other}, not {row.path}" if other else None)
            cells[row, case.name] = cell
            exchange = made / "exchanges" / f"{row.name}-{case.name}.txt"
            tap.write(row.name, case.name, exchange)
            if complaint:
                wrong.append(f"{row.name}, {case.name}: {complaint} ({exchange})")
            posts = len(paths.get(case.name, []))
            print(
                f"{row.name:32} {case.name:7} {cell:24} {paid} paid {posts} POSTs {result and result['seconds']} s",
                flush=True,
            )
    return cells, wrong


def environment(scratch):
    """What the clients find: no address or key but those that they are given, and nothing kept from an earlier run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPENAI_", "LANGSMITH_", "LANGCHAIN_"))
    }
    # litellm would fetch its prices, and dspy answer from its cache
    return kept | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "DSPY_CACHEDIR": scratch, "PYTHONDONTWRITEBYTECODE": "1"}


def main(root, made, arguments):
    only = [argument for argument in arguments if not argument.startswith("--")]
    rows = [row for row in ROWS if not only or any(row.name.startswith(name) for name in only)]
    (made / "exchanges").mkdir(exist_ok=True)
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory())
        provider = Provider()
        settings = Path(scratch) / "sluice.json"
        settings.write_text(json.dumps(config(provider)))
        http, _, _ = stack.enter_context(gateway(root, settings))
        tap = Tap(urlsplit(http).port)
        results = run_clients(rows, made, f"{tap.url}/v1", environment(scratch))
    cells, wrong = judged(rows, results, provider, tap, made)
    written = tables(rows, cells, provider.paid)
    print(written)
    if not only:
        wrong += update(root / "docs/clients.md", written, "--write-docs" in arguments)
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
