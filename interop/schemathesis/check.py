"""Schemathesis against a gateway: what /openapi.json doesn't say must not happen.

Starts a broker, a registry and a gateway whose provider echoes. Ends with status 0 only if Schemathesis finds nothing,
and the gateway is ready and has logged no error.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from sluice_interop import cluster, process, run

HERE = Path(__file__).parent
# beyond the seconds that Schemathesis is given, for the test that it is at
LENIENCE_S = 300


def fuzz(url, seconds, reports, env):
    command = [str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    options = ["--max-time", str(seconds), "--checks", "all", "--report", "ndjson", "--report-dir", str(reports)]
    ended = subprocess.run([*command, f"{url}/openapi.json", *options], cwd=reports, env=env, timeout=seconds + LENIENCE_S)
    return ended.returncode


def main(root, seconds):
    reports = root / "target/interop-schemathesis-reports"
    reports.mkdir(parents=True, exist_ok=True)
    log = reports / "gateway.log"
    keys = {"API_KEY": "sk-" + secrets.token_hex(16), "CLUSTER_SECRET": secrets.token_hex(16)}
    hooks = {"SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")}
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data, cluster(root, data) as (bootstrap, registry):
        places = {"BOOTSTRAP_SERVERS": bootstrap, "SCHEMA_REGISTRY_URL": registry, "STATE_DIR": f"{data}/state"}
        env = {**os.environ, **keys, **places}
        with log.open("w") as stderr, process(run(root, HERE / "sluice.yaml"), r"ready (\S+)", env=env, stderr=stderr) as (url,):
            status = fuzz(url, seconds, reports, env | hooks)
            with urllib.request.urlopen(url + "/health/ready", timeout=30) as reply:
                assert reply.status == 200, reply.status
    errors = [line for line in log.read_text().splitlines() if " ERROR " in line]
    if status or errors:
        sys.exit("\n".join([f"Schemathesis ended with status {status}", *errors, f"reports: {reports}"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
