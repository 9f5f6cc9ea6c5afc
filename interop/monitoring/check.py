"""A gateway whose provider fails, watched by a real Prometheus with Sluice's rules and dashboard.

Ends with status 0 only if every documented metric is there, every query of the dashboard returns numbers, nothing fires
while all is well, and the alerts of an outage fire during one and end after it.
"""

import json
import math
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from sluice_interop import cluster, free_ports, process, run, serving

KEYS = {"acme": "sk-acme", "limited": "sk-limited"}
FASTER = 20
FIRES = {"SluiceCallsFail", "SluiceTargetFails", "SluiceTargetCoolsDown", "SluiceFallbacks"}
# of what does not happen here
ABSENT = re.compile(r"sluice_(guardrail_actions_total|webhooks_\w+|stream_tokens_per_second)")


class Provider(BaseHTTPRequestHandler):
    """Chat completions, whole and streamed, or errors."""

    fails = False

    def log_message(self, *words):
        pass

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        usage = {
            "prompt_tokens": 100, "completion_tokens": 40, "total_tokens": 140,
            "prompt_tokens_details": {"cached_tokens": 20}, "completion_tokens_details": {"reasoning_tokens": 10},
        }  # fmt: skip
        base = {"id": "c-1", "created": 1, "model": request["model"]}
        if Provider.fails:
            self.reply(500, "application/json", json.dumps({"error": {"message": "it broke"}}))
        elif request.get("stream"):
            chunk = {**base, "object": "chat.completion.chunk"}
            deltas = [{"role": "assistant", "content": "wa"}, {"content": "ter"}]
            pieces = [{**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
            end = {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
            lines = [*pieces, end, {**chunk, "choices": [], "usage": usage}]
            text = "".join(f"data: {json.dumps(line)}\n\n" for line in lines) + "data: [DONE]\n\n"
            self.reply(200, "text/event-stream", text)
        else:
            message = {"role": "assistant", "content": "water"}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            answer = {**base, "object": "chat.completion", "choices": choices, "usage": usage}
            self.reply(200, "application/json", json.dumps(answer))

    def reply(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-ratelimit-remaining-requests", "99")
        self.end_headers()
        self.wfile.write(body)


def config(base_url, port, data, addresses):
    bootstrap, registry = addresses
    limits = [
        {"per": "tenant", "metric": "requests", "amount": 2, "window": "1s"},
        {"per": "tenant", "metric": "requests", "amount": 1000, "window": "day", "alert_at": [0.001]},
    ]
    failing = {"provider": "failing", "model": "swift-1"}
    return {
        "application_id": "sluice-monitoring",
        "instance": "one",
        "state_dir": f"{data}/state",
        "kafka": {"bootstrap.servers": bootstrap},
        "schema_registry": {"url": registry},
        "polling_ids": {"secrets": {1: "only for this check"}},
        "http": {"port": port},
        "topics": {"create": True, "partitions": 2},
        "dispatch": {"cooldown": {"failures": 3, "time": "2s", "max_time": "4s"}},
        "retries": {"max": 0},
        "providers": {
            "failing": {"kind": "openai", "base_url": base_url, "api_key": "sk-none"},
            "echo": {"kind": "echo"},
        },
        "routes": {
            "chat": {"targets": [failing]},
            "safe": {"targets": [failing, {"provider": "echo", "model": "swift-1"}]},
        },
        "prices": {"swift-1": {"input": 1.0, "output": 2.0}},
        "tenants": {
            "acme": {"keys": {"only": {"api_key": KEYS["acme"]}}},
            "limited": {"keys": {"only": {"api_key": KEYS["limited"]}}, "limits": limits},
        },
    }


class Traffic:
    """Requests of both tenants, some a second, until it is told to stop."""

    def __init__(self, url):
        self.url, self.stopped = url, threading.Event()
        self.statuses = {}
        self.threads = [threading.Thread(target=self.go, args=(i,), daemon=True) for i in range(4)]
        for thread in self.threads:
            thread.start()

    def go(self, number):
        while not self.stopped.is_set():
            for tenant, model, more in (
                ("acme", "chat", {}),
                ("acme", "safe", {"stream": True}),
                ("limited", "safe", {}),
                ("limited", "safe", {"sluice": {"on_limit": "wait"}} if number == 0 else {}),
            ):
                self.ask(KEYS[tenant], {"model": model, "input": "What is a sluice?", **more})
            self.stopped.wait(0.2)

    def ask(self, key, body):
        request = urllib.request.Request(
            f"{self.url}/v1/responses",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                reply.read()
                status = reply.status
        except urllib.error.HTTPError as refused:
            status = refused.code
        except OSError as failed:
            status = type(failed).__name__
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(40)


def faster(rules):
    """The rules with shorter times: all is told in seconds."""
    units = {"s": 1, "m": 60, "h": 3600}

    def short(match):
        seconds = max(5, int(match[2]) * units[match[3]] // FASTER)
        return f"{match[1]}{seconds}s{match[4]}"

    return re.sub(r"(\[|for: )(\d+)([smh])(\]|$)", short, rules, flags=re.MULTILINE)


@contextmanager
def prometheus(root, data, gateway, port):
    (data / "alerts.yml").write_text(faster((root / "monitoring/alerts.yml").read_text()))
    job = {"job_name": "sluice", "static_configs": [{"targets": [gateway]}]}
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(data / "alerts.yml")],
        "scrape_configs": [job],
    }
    (data / "prometheus.yml").write_text(json.dumps(settings))
    command = [
        "prometheus", f"--config.file={data}/prometheus.yml", f"--storage.tsdb.path={data}/prometheus",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    with (data / "prometheus.log").open("w") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(timeout=30)


def ask(url, path, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{url}/api/v1/{path}?{query}", timeout=10) as reply:
        return json.load(reply)["data"]


def until(what, seconds, look):
    """What `look` returns as soon as that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except OSError:
            pass
        time.sleep(1)
    raise SystemExit(f"{what}: not within {seconds} s")


def firing(url):
    return {alert["labels"]["alertname"] for alert in ask(url, "alerts")["alerts"] if alert["state"] == "firing"}


def undocumented(root, http):
    """Documented metrics that are not there, and those there that are not documented."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", (root / "docs/metrics.md").read_text(), re.MULTILINE)
    with urllib.request.urlopen(f"{http}/metrics", timeout=10) as reply:
        text = reply.read().decode()
    there = set(re.findall(r"^# TYPE ((?:sluice|gen_ai)_\w+)", text, re.MULTILINE))
    names = {name for name, _ in rows}
    absent = {name for name in names if name not in there and not ABSENT.fullmatch(name)}
    return absent | {name for name in there if name not in names and name.removesuffix("_max") not in names}


def without_data(root, url):
    """Queries of the dashboard that return no number."""
    dashboard = json.loads((root / "monitoring/grafana-dashboard.json").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    silent = []
    for query in queries:
        result = ask(url, "query", query=query.replace("$__rate_interval", "30s"))["result"]
        if not any(math.isfinite(float(sample["value"][1])) for sample in result):
            silent.append(query)
    print(f"{len(queries) - len(silent)} of {len(queries)} queries return numbers")
    return silent


def main(root):
    wrong = []
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as directory, serving(Provider) as base_url:
        data = Path(directory)
        port, watch = free_ports(2)
        with cluster(root, data) as addresses:
            (data / "sluice.yaml").write_text(json.dumps(config(base_url, port, data, addresses)))
            with (
                process(run(root, data / "sluice.yaml"), r"ready (\S+)") as (http,),
                prometheus(root, data, f"127.0.0.1:{port}", watch) as url,
            ):
                until("Prometheus", 30, lambda: ask(url, "query", query="sluice_decision_seconds_count")["result"])
                traffic = Traffic(http)
                try:
                    # a window of the dashboard's and the longest of those that the rules look at
                    time.sleep(35)
                    early = firing(url)
                    Provider.fails = True
                    fired = until("the alerts of an outage", 90, lambda: (f := firing(url)) >= FIRES and f)
                    print("during the outage:", ", ".join(sorted(fired)))
                    # while something fails, no panel is empty
                    silent = without_data(root, url)
                    strange = undocumented(root, http)
                    # what sluice_backlog_seconds reads of Kafka's consumers; Micrometer looks for new metrics once a minute
                    lag = 'kafka_consumer_fetch_manager_records_lag{topic=~"sluice[._]requests"}'
                    until("the lag of requests", 90, lambda: ask(url, "query", query=lag)["result"])
                    Provider.fails = False
                    until("the end of the alerts", 120, lambda: not firing(url))
                finally:
                    traffic.stop()
                print("answers by status:", traffic.statuses)
                wrong += [f"fires while all is well: {name}" for name in sorted(early)]
                wrong += [f"fires, and nothing is wrong there: {name}" for name in sorted(fired - FIRES)]
                wrong += [f"returns no number: {query}" for query in silent]
                wrong += [f"not as documented: {name}" for name in sorted(strange)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
