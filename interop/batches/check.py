"""OpenAI's SDKs that run batches at three gateways, of which two are killed on the way.

Ends with status 0 only if every line is answered once, no faster than the limit permits, and each SDK sees what it would
see of OpenAI's API.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from sluice_interop import Killable, cluster, free_ports, one_of_several

HERE = Path(__file__).parent
LINES, PER_SECOND = 2_000, 100
# of the lines, after which a gateway is killed
KILLED_AFTER = (0.2, 0.5)
TENANTS = {"python": "sk-python", "javascript": "sk-javascript"}
OTHER = "sk-other"
REFUSED = {
    "deleted file": [404, "NotFoundError"],
    "batch of a deleted file": [404, "NotFoundError"],
    "cancel of what is over": [409, "ConflictError"],
    "another's batch": [404, "NotFoundError"],
    "another's file": [404, "NotFoundError"],
    "purpose": [400, "BadRequestError"],
    "empty file": [400, "BadRequestError"],
}


def config(name, port, data, addresses):
    limits = [{"per": "tenant", "metric": "requests", "amount": PER_SECOND, "window": "1s"}]
    tenants = {
        name: {"keys": {"only": {"api_key": key}}, "limits": limits} for name, key in TENANTS.items()
    }
    return {
        **one_of_several(name, port, data, addresses),
        "topics": {"create": True, "partitions": 4},
        "dispatch": {"lease": "3s"},
        "providers": {"echo": {"kind": "echo"}},
        "routes": {"chat": {"targets": [{"provider": "echo", "model": "swift-1"}]}},
        "tenants": {**tenants, "other": {"keys": {"only": {"api_key": OTHER}}}},
    }


class Sdk:
    """An SDK's process, and what it has printed."""

    def __init__(self, name, command, plan):
        self.name, self.seen, self.completed = name, {}, 0
        self.began = time.monotonic()
        self.took = None
        self.child = subprocess.Popen([*command, json.dumps(plan)], stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            seen = json.loads(line)
            self.completed = seen.get("completed", self.completed)
            if "batch" in seen:
                self.took = time.monotonic() - self.began
            self.seen.update(seen)

    def end(self):
        self.reader.join()
        return self.child.wait()

    def judge(self, status):
        wrong = [f"ended with status {status}"] if status else []
        batch, output = self.seen.get("batch", {}), self.seen.get("output", [])
        expected = {
            "status": ["validating", "completed"],
            "counts": {"total": LINES, "completed": LINES, "failed": 0},
            "metadata": {"by": self.name},
            "error_file": None,
        }
        wrong += [f"{what} is {batch.get(what)}" for what, value in expected.items() if batch.get(what) != value]
        if sorted(output) != sorted([f"line-{number}", 200] for number in range(LINES)):
            wrong.append(f"the output has {len(output)} lines, not one of status 200 for each of {LINES}")
        times = batch.get("times", [])
        if None in times or sorted(times) != times:
            wrong.append(f"times are {times}")
        if (self.took or 0) < LINES / PER_SECOND - 1:
            wrong.append(f"took {self.took} s, less than the limit permits")
        others = {
            "failed": ["failed", [[2, "invalid_json_line"], [3, "duplicate_custom_id"]]],
            "cancelled": ["cancelling", "cancelled", LINES],
            "batches": True,
            "files": 3,
            "filename": "lines.jsonl",
            "deleted": True,
            "refused": REFUSED,
        }
        return wrong + [
            f"{what} is {self.seen.get(what)}" for what, value in others.items() if self.seen.get(what) != value
        ]


def line(number):
    body = {"model": "chat", "input": f"Say {number}."}
    return json.dumps(
        {"custom_id": f"line-{number}", "method": "POST", "url": "/v1/responses", "body": body}
    )


def post(url, body, content_type):
    headers = {"Authorization": f"Bearer {OTHER}", "Content-Type": content_type}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        return json.load(answer)["id"]


def of_another(url):
    """The IDs of a file and a batch of another tenant."""
    form = (
        '--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="o"\r\n\r\n{line(0)}\r\n--x--\r\n'
    )
    file = post(f"{url}/v1/files", form.encode(), "multipart/form-data; boundary=x")
    asked = {"input_file_id": file, "endpoint": "/v1/responses", "completion_window": "24h"}
    return file, post(f"{url}/v1/batches", json.dumps(asked).encode(), "application/json")


def main(root, made):
    commands = {
        "python": [made / "python-openai-3/bin/python", HERE / "python/batches.py"],
        "javascript": ["node", made / "npm/batches/batches.mjs"],
    }
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data, ExitStack() as stack:
        addresses = stack.enter_context(cluster(root, data))
        lines, wrong = Path(data, "lines.jsonl"), Path(data, "wrong.jsonl")
        lines.write_text("".join(f"{line(number)}\n" for number in range(LINES)))
        wrong.write_text(f"{line(0)}\nno JSON\n{line(0)}\n")
        gateways = []
        for name, port in zip("abc", free_ports(3), strict=True):
            settings = Path(data, f"{name}.yaml")
            settings.write_text(json.dumps(config(name, port, data, addresses)))
            gateways.append(Killable(root, settings, made / f"batches-{name}.log"))
            stack.callback(gateways[-1].kill)
        front = gateways[2].url
        other_file, other_batch = of_another(front)
        sdks = []
        for name, command in commands.items():
            plan = {
                "base_url": f"{front}/v1",
                "key": TENANTS[name],
                "lines": str(lines),
                "wrong": str(wrong),
                "other_file": other_file,
                "other_batch": other_batch,
            }
            sdks.append(Sdk(name, command, plan))
            stack.callback(sdks[-1].child.kill)
        for gateway, share in zip(gateways, KILLED_AFTER, strict=False):
            while min(sdk.completed for sdk in sdks) < share * LINES and all(
                sdk.child.poll() is None for sdk in sdks
            ):
                time.sleep(0.1)
            gateway.kill()
            print(f"killed a gateway when {[sdk.completed for sdk in sdks]} of {LINES} were done", flush=True)
        wrongs = 0
        for sdk in sdks:
            found = sdk.judge(sdk.end())
            wrongs += len(found)
            took = f"{sdk.took:.0f} s" if sdk.took else "no end"
            print(f"{sdk.name}: {LINES} lines in {took}; " + ("; ".join(found) or "all as it should be"))
        return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
