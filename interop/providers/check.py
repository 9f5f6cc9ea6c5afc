"""Real servers behind a gateway: what an answer, a tool call, a schema, and three mistakes become.

Each server and API is a provider with a route of its own, whose fallback lists hold an echo each: the target that
answers tells the list. Ends with status 0 only if every outcome is one that is wanted.
"""

import json
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from servers import KEY, Server, start
from sluice_interop import gateway

BEGIN, END = "<!-- real servers: interop/providers/run --write -->\n", "<!-- /real servers -->\n"
ANSWERED = "answered"
TOOL = {"type": "function", "name": "open_gate", "parameters": {"type": "object", "properties": {"gate": {"type": "string"}}}}
SCHEMA = {"type": "object", "properties": {"open": {"type": "boolean"}}, "required": ["open"], "additionalProperties": False}
GATE = "Is the gate open?"
REQUESTS = {
    "plain": {"input": GATE},
    "tools": {"input": GATE, "tools": [TOOL], "tool_choice": "required"},
    "schema": {
        "input": GATE + " Answer as JSON.",
        "text": {"format": {"type": "json_schema", "name": "gate", "strict": True, "schema": SCHEMA}},
    },
    "too long": {"input": "x" * 900},
    "unknown model": {"input": GATE},
    "wrong key": {"input": GATE},
}
# a model of random weights calls no tool and writes no JSON where the server does not make it
WANTED = {
    "plain": {ANSWERED},
    "tools": {ANSWERED, "tool call", "caller/invalid_request/unsupported_parameters, general"},
    "schema": {ANSWERED, "provider/schema_violation, general"},
    "too long": {ANSWERED, "caller/context_window_exceeded, context window"},
    "unknown model": {ANSWERED, "provider/not_found, general"},
    "wrong key": {ANSWERED, "provider/authentication, general"},
}
# what a server cannot be blamed for not doing: it refuses nothing here
LENIENT = {
    ("llama.cpp", "unknown model"),  # serves its one model under any name
    ("transformers", "too long"),  # no limit but memory
    ("transformers", "wrong key"),  # knows no keys
}


def config(servers):
    providers, routes = {"echo": {"kind": "echo"}}, {}
    for name in ("general", "context"):
        routes[name] = {"targets": [{"provider": "echo", "model": name}]}
    for server in servers:
        for kind, base_url in server.apis.items():
            for case in REQUESTS:
                name = route(server, kind, case)
                key = "sk-wrong" if case == "wrong key" else KEY
                model = "no-such-model" if case == "unknown model" else server.model
                providers[name] = {"kind": kind, "base_url": base_url, "api_key": key} | server.settings.get(kind, {})
                routes[name] = {
                    "targets": [{"provider": name, "model": model, "max_output_tokens": 64, "timeout": "60s"}],
                    "fallbacks": ["general"],
                    "context_window_fallbacks": ["context"],
                    "retries": {"max": 0},
                }
    return {
        "application_id": "sluice-interop",
        "instance": "interop",
        "state_dir": "${STATE_DIR}",
        "kafka": {"bootstrap.servers": "${BOOTSTRAP_SERVERS}"},
        "schema_registry": {"url": "${SCHEMA_REGISTRY_URL}"},
        "topics": {"create": True, "partitions": 1},
        "polling_ids": {"secrets": {1: "only for this check"}},
        "http": {"port": 0},
        "providers": providers,
        "routes": routes,
        "tenants": {"demo": {"keys": {"demo": {"api_key": KEY}}}},
    }


def route(server, kind, case):
    return f"{server.name}-{kind}-{case}".replace(" ", "-").replace(".", "")


def outcome(http, name, case):
    body = json.dumps({"model": name, **REQUESTS[case]}).encode()
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(http + "/v1/responses", body, headers), timeout=120) as reply:
        answer = json.load(reply)
    attempts = answer["sluice"]["attempts"]
    failure = attempts[0]["failure"]
    if failure is None:
        called = any(item["type"] == "function_call" for item in answer["output"])
        return "tool call" if called else ANSWERED
    lists = {"general": "general", "context": "context window"}
    last = attempts[-1]["model"]
    return f"{failure['type']}, {lists.get(last, 'none')}"


def table(servers, http):
    rows = [["server", "API", *REQUESTS], ["---"] * (len(REQUESTS) + 2)]
    wrong = []
    for server in servers:
        for kind in server.apis:
            cells = []
            for case in REQUESTS:
                seen = outcome(http, route(server, kind, case), case)
                refuses = case in ("too long", "unknown model", "wrong key") and (server.name, case) not in LENIENT
                if seen not in WANTED[case] or (refuses and seen == ANSWERED):
                    wrong.append(f"{server.name}, {kind}, {case}: {seen}")
                cells.append(seen if seen in (ANSWERED, "tool call") else f"`{seen.replace(', ', '`, ')}")
                print(f"{server.name:14} {kind:18} {case:14} {seen}", flush=True)
            rows.append([f"{server.name} {server.version}", f"`{kind}`", *cells])
    return "".join("| " + " | ".join(row) + " |\n" for row in rows), wrong


def main(root, made, write):
    with ExitStack() as stack:
        servers = start(stack, made)
        settings = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "sluice.json"
        settings.write_text(json.dumps(config(servers)))
        http, _, _ = stack.enter_context(gateway(root, settings))
        rows, wrong = table(servers, http)
    page = root / "docs/providers.md"
    before, rest = page.read_text().split(BEGIN)
    told, after = rest.split(END)
    if write:
        page.write_text(before + BEGIN + rows + END + after)
    elif told != rows:
        wrong.append("docs/providers.md has another table; run with --write")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--write" in sys.argv[3:])
