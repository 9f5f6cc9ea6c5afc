"""Runs each quickstart of examples/ against a demo: a request that is answered, one that fails, one that is rejected.

What a quickstart prints is compared with what the gateway says of the same request. Aborted records that nobody can
decode lie before the events, so whoever reads what is not committed fails. Ends with status 0 only if all is as wanted.
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import Producer
from sluice_interop import demo

TENANT, API_KEY = "acme", "sk-demo-acme-default"
PATIENCE_S = 120
SHOWN = 2_000
EVENTS = ("sluice.polling", "sluice.results", "sluice.errors")


@dataclass(frozen=True)
class Quickstart:
    """`packages` are those whose versions matter, as `versions`, a file beside the program, names them."""

    name: str
    versions: str
    packages: tuple[str, ...]
    command: tuple[str, ...]

    def label(self, examples):
        pinned = (examples / self.name / self.versions).read_text() if self.versions else ""
        found = [(package, re.search(rf"(?<![\w@-]){re.escape(package)}\D{{1,30}}?([\d.]+)", pinned)) for package in self.packages]
        return ", ".join(f"{re.sub('/v[0-9]$', '', package)} {version.group(1)}" for package, version in found)


@dataclass(frozen=True)
class Case:
    """`line` is a pattern of what is printed, `status` the response's; a rejected request has none."""

    model: str
    line: str
    status: str | None


CASES = {
    "answered": Case("chat-fast", r"answered  {question}", "completed"),
    "failed": Case("chat-down", r"failed    \w+ the connection to primary failed", "failed"),
    "rejected": Case("no-such-model", r"rejected  404 model no-such-model does not exist", None),
}


def quickstarts(root, made):
    examples = root / "examples"
    maven = ("mvn", "-B", "-q", "-s", f"{made}/settings.xml", f"-Dmaven.repo.local={made}/m2")
    java = (*maven, "-f", f"{made}/kafka-clients", "exec:java", "-Dexec.args={model} '{question}'")
    given = ("{model}", "{question}")

    def python(name):
        return f"{made}/{name}/bin/python", f"{examples}/{name}/quickstart.py", *given

    return [
        Quickstart("confluent-kafka", "requirements.txt", ("confluent-kafka", "fastavro"), python("confluent-kafka")),
        Quickstart("aiokafka", "requirements.txt", ("aiokafka", "fastavro"), python("aiokafka")),
        Quickstart(
            "kafkajs",
            "package.json",
            ("kafkajs", "@kafkajs/confluent-schema-registry"),
            ("node", f"{made}/kafkajs/quickstart.mjs", *given),
        ),
        Quickstart("franz-go", "go.mod", ("franz-go", "franz-go/pkg/sr", "hamba/avro/v2"), (f"{made}/franz-go", *given)),
        Quickstart("kafka-clients", "pom.xml", ("kafka-clients", "kafka-avro-serializer"), java),
        Quickstart("curl", "", (), (f"{examples}/curl/quickstart.sh", *given)),
    ]


def get(url):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {API_KEY}"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:
        return reply.read().decode()


def abort_records(bootstrap):
    """One per topic, in the tenant's partition, and on the broker before the transaction is aborted."""
    producer = Producer(
        {"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "transactional.id": "interop-quickstarts"}
    )
    producer.init_transactions(PATIENCE_S)
    producer.begin_transaction()
    written = []
    for topic in EVENTS:
        producer.produce(topic, key=TENANT, value=b"aborted", on_delivery=lambda error, record: written.append(error))
    producer.flush(PATIENCE_S)
    producer.abort_transaction(PATIENCE_S)
    assert written == [None] * len(EVENTS), written


def rerouted(http):
    return sum(map(float, re.findall(r"^sluice_records_rerouted_total\S* (\S+)$", get(http + "/metrics"), re.MULTILINE)))


def fault(quickstart, name, http, variables):
    """None, or what is wrong."""
    case, question = CASES[name], f"question {uuid.uuid4()}"
    command = [part.replace("{model}", case.model).replace("{question}", question) for part in quickstart.command]
    try:
        ended = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        return f"does not end within {PATIENCE_S} s"
    # Maven resets colours that nobody has set
    printed = ended.stdout.replace("\x1b[0m", "")
    if ended.returncode != 0:
        return f"status {ended.returncode}: {(printed + ended.stderr)[-SHOWN:]}"
    if not re.search("^" + case.line.format(question=question), printed, re.MULTILINE):
        return f"no line {case.line!r}: {printed}"
    polled = re.search(r"^polled    (\S+) (\S+)$", printed, re.MULTILINE)
    if case.status is None:
        return f"polled what was rejected: {printed}" if polled or "accepted" in printed else None
    if not polled or polled.group(2) != case.status:
        return f"did not see the status {case.status}: {printed}"
    accepted = re.search(r"^accepted  (\S+)$", printed, re.MULTILINE)
    if accepted and accepted.group(1) != polled.group(1):
        return f"two polling IDs: {printed}"
    response = json.loads(get(f"{http}/v1/responses/{polled.group(1)}"))
    published = re.search(r"^published (\S+) to partition \d+$", printed, re.MULTILINE)
    if response["status"] != case.status:
        return f"the gateway says {response['status']}: {printed}"
    if quickstart.name != "curl" and (not published or response["sluice"]["request_id"] != published.group(1)):
        return f"the gateway has another request under that polling ID: {printed}"
    return None


def run(quickstart, http, variables):
    """The faults by column."""
    before = rerouted(http)
    faults = {name: fault(quickstart, name, http, variables) for name in CASES}
    others = rerouted(http) - before
    return faults | {"partition": f"{others:.0f} records were rerouted" if others else None}


def main(root, made):
    rows, wrong = [("quickstart", "packages", *CASES, "partition")], []
    with demo(root) as (http, variables):
        abort_records(variables["SLUICE_BOOTSTRAP_SERVERS"])
        for quickstart in quickstarts(root, made):
            faults = run(quickstart, http, variables)
            cells = ["ok" if why is None else "FAILED" for why in faults.values()]
            rows.append((quickstart.name, quickstart.label(root / "examples"), *cells))
            wrong += [f"{quickstart.name}, {column}: {why}" for column, why in faults.items() if why is not None]
            print(*rows[-1], flush=True, file=sys.stderr)
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
