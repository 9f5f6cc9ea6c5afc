"""Starts a broker, a registry and a gateway, or a whole demo, for a check, and stops them at its end."""

import os
import re
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path


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
