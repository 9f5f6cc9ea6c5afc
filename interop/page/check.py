"""Two gateways with a provider that is overloaded now and then, and their page in a real browser.

Ends with status 0 only if PageCheck finds nothing: see there.
"""

import argparse
import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from sluice_interop import Killable, cluster, free_ports, one_of_several, serving

OPERATORS_KEY = "a key of operators"
KEYS = {name: f"sk-{name}" for name in ("acme", "globex", "initech", "umbrella")}
SECRET_WORDS = "the prompt that nobody may see"


class Provider(BaseHTTPRequestHandler):
    """Chat completions; of the model `swift-1`, each third one fails."""

    asked = 0

    def log_message(self, *words):
        pass

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Provider.asked += 1
        if request["model"] == "swift-1" and Provider.asked % 3 == 0:
            return self.reply(503, {"error": {"message": "overloaded", "type": "server_error"}})
        time.sleep(0.02 + 0.3 * (Provider.asked % 7) / 7)
        usage = {"prompt_tokens": 900 + Provider.asked % 400, "completion_tokens": 300, "total_tokens": 1600}
        message = {"role": "assistant", "content": "the answer that nobody may see"}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        answer = {"id": "c-1", "created": 1, "model": request["model"], "object": "chat.completion", "choices": choices}
        self.reply(200, {**answer, "usage": usage})

    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-ratelimit-limit-requests", "10000")
        self.send_header("x-ratelimit-remaining-requests", str(10000 - Provider.asked % 5000))
        self.send_header("x-ratelimit-reset-requests", "30s")
        self.end_headers()
        self.wfile.write(data)


def settings(name, port, data, addresses, base_url):
    config = one_of_several(name, port, data, addresses)
    config["http"]["operators_key"] = OPERATORS_KEY
    vendor = {"kind": "openai", "base_url": base_url, "api_key": "sk-none"}
    swift, calm = {"provider": "swift", "model": "swift-1"}, {"provider": "calm", "model": "calm-2"}
    spend = {"per": "tenant", "metric": "spend", "window": "day"}
    rate = {"per": "tenant", "metric": "requests", "window": "1m"}
    return {
        **config,
        "topics": {"create": True, "partitions": 6},
        "retries": {"max": 0},
        "dispatch": {"cooldown": {"failures": 50, "time": "2s", "max_time": "4s"}},
        "providers": {"swift": vendor, "calm": vendor},
        "routes": {"chat": {"targets": [swift, calm]}, "careful": {"targets": [calm]}},
        "prices": {"swift-1": {"input": 2.5, "output": 10.0}, "calm-2": {"input": 5.0, "output": 20.0}},
        "tenants": {
            "acme": {"keys": {"web": {"api_key": KEYS["acme"]}}, "limits": [{**spend, "amount": 2}]},
            "globex": {"keys": {"web": {"api_key": KEYS["globex"]}}, "limits": [{**rate, "amount": 40}]},
            "initech": {"keys": {"web": {"api_key": KEYS["initech"]}}, "limits": [{**spend, "amount": 5}, {**rate, "amount": 900}]},
            "umbrella": {"keys": {"web": {"api_key": KEYS["umbrella"]}}},
        },
    }  # fmt: skip


class Traffic:
    """Requests of all tenants, some a second, until it is told to stop."""

    def __init__(self, urls):
        self.urls, self.stopped, self.fallback = urls, threading.Event(), None
        self.threads = [threading.Thread(target=self.go, args=(i,), daemon=True) for i in range(4)]
        for thread in self.threads:
            thread.start()

    def go(self, number):
        tenants, turn = list(KEYS), number
        while not self.stopped.is_set():
            turn += 1
            tenant = tenants[turn % len(tenants)]
            body = {"model": "chat" if turn % 3 else "careful", "input": SECRET_WORDS}
            if turn % 5 == 0:
                body["sluice"] = {"on_limit": "wait"}
            self.ask(self.urls[turn % len(self.urls)], KEYS[tenant], body)
            self.stopped.wait(0.1)

    def ask(self, url, key, body):
        data = json.dumps({**body, "background": True}).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{url}/v1/responses", data, headers), timeout=30) as reply:
                reply.read()
        except (urllib.error.HTTPError, OSError):
            pass

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(40)


def ask(url, path):
    request = urllib.request.Request(f"{url}{path}", headers={"Authorization": f"Bearer {OPERATORS_KEY}"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def fallback(url):
    """The polling ID of a call that was answered by its second target."""
    for _ in range(60):
        for call in ask(url, "/overview")["recent"]:
            if call["state"] == "completed" and call["attempts"] == 2:
                return call["polling_id"]
        time.sleep(1)
    raise SystemExit("no call fell back")


def top(root, url):
    env = {**os.environ, "SLUICE_OPERATORS_KEY": OPERATORS_KEY}
    command = [str(root / "sluice"), "top", "--once", "--url", url]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout


def keeps_spend(url, before):
    """What the lost gateway's tenants have spent must be there again with their partitions."""
    for _ in range(90):
        overview = ask(url, "/overview")
        spent = overview["spend"]["total"]["month_usd"]
        if overview["instances"][0]["partitions"] == 6 and spent >= before:
            print(f"spend outlives its process: ${before:.2f} before, ${spent:.2f} after")
            return
        time.sleep(1)
    raise SystemExit(f"of ${before:.2f} that was spent, ${spent:.2f} is left")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("classpath", type=Path)
    parser.add_argument("--images", type=Path, help="where screenshots are kept")
    parser.add_argument("--seconds", type=int, default=45, help="of traffic before the page is looked at")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-page") as place:
        data = Path(place)
        images = (given.images or data / "images").absolute()
        images.mkdir(parents=True, exist_ok=True)
        with serving(Provider) as base_url, cluster(given.root, data) as addresses:
            gateways, traffic = [], None
            try:
                for name, port in zip(("gateway-1", "gateway-2"), free_ports(2), strict=True):
                    file = data / f"{name}.yaml"
                    file.write_text(json.dumps(settings(name, port, data, addresses, base_url)))
                    gateways.append(Killable(given.root, file, data / f"{name}.log"))
                urls = [each.url.rstrip("/") for each in gateways]
                traffic = Traffic(urls)
                time.sleep(given.seconds)
                overview = ask(urls[0], "/overview")
                if len(overview["instances"]) != 2 or overview["missing"]:
                    raise SystemExit(f"not two instances: {overview['instances']}, {overview['missing']}")
                classpath = given.classpath.read_text().strip()
                source = Path(__file__).with_name("PageCheck.java")
                command = ["java", "-cp", classpath, str(source), urls[0], OPERATORS_KEY, fallback(urls[0]), str(images)]
                looked = subprocess.run(command, timeout=300).returncode
                shown = top(given.root, urls[0])
                print(shown)
                if "  2 instances" not in shown:
                    raise SystemExit("sluice top does not tell of two instances")
                before = ask(urls[0], "/overview")["spend"]["total"]["month_usd"]
                gateways[1].kill()
                lost = subprocess.run([*command, "one-is-gone"], timeout=300).returncode
                keeps_spend(urls[0], before)
            finally:
                if traffic:
                    traffic.stop()
                for each in gateways:
                    each.kill()
    raise SystemExit(looked or lost)


main()
