"""Starts a broker, a registry and a gateway, or a whole demo, for a check, and stops them at its end."""

import os
import re
import socket
import subprocess
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

SECRET = "a secret of the cluster"


@contextmanager
def process(command, ready, **options):
    """A child that prints a line like `ready`; yields that line's groups."""
    options = {"stderr": subprocess.DEVNULL, **options}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
    try:
        for line in child.stdout:
            if match := re.match(ready, line):
                # a full pipe would stop the child
                threading.Thread(target=child.stdout.read, daemon=True).start()
                yield match.groups()
                return
        raise SystemExit(f"{command[0]} ended with status {child.wait()} before it was ready")
    finally:
        child.terminate()
        child.wait(timeout=60)


@contextmanager
def serving(handler):
    """A provider in this process, whose requests the handler's class takes; yields its base URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()


@contextmanager
def cluster(root, data):
    """A broker and the demo's registry with their data there; yields their addresses."""
    local = root / "local-cluster/target"
    classpath = f"{local}/classes:{(local / 'runtime.classpath').read_text().strip()}"
    command = ["java", "-Xmx512m", "-cp", classpath, "dev.sluice.local.LocalCluster", "--until-stdin-closes"]
    with process([*command, "--data", f"{data}/cluster"], r"ready kafka=(\S+) registry=(\S+)") as addresses:
        yield addresses


def run(root, config):
    """The command that runs a gateway."""
    return [str(root / "sluice"), "run", "--config", str(config)]


def one_of_several(name, port, data, addresses):
    """What processes have in common that take each other's partitions over within seconds."""
    bootstrap, registry = addresses
    return {
        "application_id": "sluice-interop",
        "instance": name,
        "state_dir": f"{data}/{name}",
        "kafka": {
            "bootstrap.servers": bootstrap,
            "consumer.session.timeout.ms": 6000,
            "consumer.heartbeat.interval.ms": 500,
        },
        "schema_registry": {"url": registry},
        "polling_ids": {"secrets": {1: "only for this check"}},
        "http": {"port": port, "advertised": f"127.0.0.1:{port}", "cluster_secret": SECRET},
    }


class Killable:
    """A gateway in a process that may be killed."""

    def __init__(self, root, settings, errors):
        with errors.open("w") as log:
            self.child = subprocess.Popen(run(root, settings), stdout=subprocess.PIPE, stderr=log, text=True)
        self.url = next((line.split()[1] for line in self.child.stdout if line.startswith("ready ")), None)
        if not self.url:
            raise SystemExit(f"a gateway ended with status {self.child.wait()}: {errors}")
        threading.Thread(target=self.child.stdout.read, daemon=True).start()

    def kill(self):
        self.child.kill()
        self.child.wait()


def free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def gateway(root, config, **variables):
    """A gateway with that configuration; yields its URL, the brokers and the registry."""
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data, cluster(root, data) as (bootstrap, registry):
        env = {"BOOTSTRAP_SERVERS": bootstrap, "SCHEMA_REGISTRY_URL": registry, "STATE_DIR": f"{data}/state"}
        with process(run(root, config), r"ready (\S+)", env={**os.environ, **env, **variables}) as (http,):
            yield http, bootstrap, registry


@contextmanager
def demo(root):
    """A demo whose own requests have ended; yields its URL, and the variables that it writes for clients."""
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data:
        command = [str(root / "sluice"), "demo", "--data", data, "--http-port", "0"]
        with process(command, r"\s+dashboard\s+(\S+)/") as (http,):
            variables = re.findall(r"^export (\w+)='(.*)'$", Path(data, "env").read_text(), re.MULTILINE)
            yield http, dict(variables)
