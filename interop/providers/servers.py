"""Starts the servers: each with a model of random weights, or with fixtures."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from sluice_interop import process

KEY = "sk-of-this-check"
HERE = Path(__file__).parent
PATIENCE_S = 180


@dataclass(frozen=True)
class Server:
    """`apis` has the base URL of each kind of provider that the server can be."""

    name: str
    version: str
    model: str
    apis: dict[str, str]
    settings: dict[str, dict] = field(default_factory=dict)


def start(stack, made):
    models = made / "models"
    models.mkdir(exist_ok=True)
    llama = start_llama(stack, made / "llama", models / "tiny.gguf")
    return [
        llama,
        start_transformers(stack, made / "transformers", models / "tiny"),
        start_litellm(stack, made / "litellm", llama),
        start_aimock(stack, made / "npm"),
    ]


def start_llama(stack, venv, model):
    run(venv, HERE / "tiny_gguf.py", model)
    command = [venv / "bin/python", HERE / "llama_server.py", model, KEY]
    (url,) = stack.enter_context(process(command, r"ready (\S+)"))
    apis = {kind: url + "/v1" for kind in ("openai", "openai_responses", "anthropic")}
    return Server("llama.cpp", version(venv, "xllamacpp"), "tiny", apis)


def start_transformers(stack, venv, model):
    run(venv, HERE / "tiny_transformers.py", model)
    port = free_port()
    command = [venv / "bin/transformers", "serve", "--host", "127.0.0.1", "--port", port, "--device", "cpu", model]
    url = serve(stack, command, port, "/health", {"HF_HUB_OFFLINE": "1"})
    # it streams unless told not to
    apis = {"openai": url + "/v1"}
    settings = {"openai": {"max_tokens_field": "max_tokens"}}
    return Server("transformers", version(venv, "transformers"), str(model), apis, settings)


def start_litellm(stack, venv, upstream):
    port = free_port()
    command = [venv / "bin/litellm", "--host", "127.0.0.1", "--port", port, "--config", HERE / "litellm.yaml"]
    url = serve(stack, command, port, "/health/liveliness", {"UPSTREAM": upstream.apis["openai"], "UPSTREAM_KEY": KEY})
    apis = {kind: url + "/v1" for kind in ("openai", "openai_responses", "anthropic")}
    return Server("LiteLLM", version(venv, "litellm"), "tiny", apis)


def start_aimock(stack, npm):
    port = free_port()
    command = ["node", npm / "node_modules/@copilotkit/aimock/dist/cli.js", "--port", port, "--fixtures", HERE / "aimock.json"]
    url = serve(stack, command, port, "/health", {"AIMOCK_API_KEYS": KEY})
    apis = {kind: url + "/v1" for kind in ("openai", "openai_responses", "anthropic")}
    apis |= {"gemini": url + "/v1beta", "vertex": url, "bedrock": url}
    settings = {"vertex": {"vertex": {"project": "p"}}, "bedrock": {"bedrock": {"region": "eu-west-1"}}}
    package = json.loads((npm / "node_modules/@copilotkit/aimock/package.json").read_text())
    return Server("aimock", package["version"], "mock", apis, settings)


def run(venv, script, *arguments):
    subprocess.run([venv / "bin/python", script, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def version(venv, package):
    found = subprocess.run([venv / "bin/pip", "show", package], check=True, capture_output=True, text=True).stdout
    return next(line.split(": ")[1] for line in found.splitlines() if line.startswith("Version: "))


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return str(any_port.getsockname()[1])


def serve(stack, command, port, path, variables):
    """Starts a server that only answers tell to be ready; yields its URL."""
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | variables
    )
    stack.callback(child.wait, 60)
    stack.callback(child.terminate)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE_S
    while child.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(url + path, timeout=5).close()
            return url
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{command[0]} is not ready")
