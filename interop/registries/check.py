"""A gateway with schema registries of several kinds: what each does, and that Sluice works with it.

Each has a broker and a gateway of its own, which is restarted between the cases. Ends with status 0 only if every case
ends as it should, and docs/deploy.md has the table.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from sluice_interop import cluster, process, run
from sluice_kafka import PATIENCE_S, eventually, read

BEGIN, END = "<!-- registries: interop/registries/run --write -->\n", "<!-- /registries -->\n"
REQUESTS = "sluice.requests-value"
TOPICS = ("requests", "polling", "results", "errors", "commands", "attempts", "deltas", "tenants", "dead-letters", "budgets")
SUBJECTS = sorted(f"sluice.{topic}-value" for topic in TOPICS)
REGISTRY_AWAY = 5


class Registry:
    """As the gateway knows it: by its URL."""

    def __init__(self, url):
        self.url = url

    def ask(self, path, body=None):
        """Status and JSON of a reply."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/vnd.schemaregistry.v1+json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as reply:
            return reply.code, json.load(reply)

    def schema(self):
        _, latest = self.ask(f"/subjects/{REQUESTS}/versions/latest")
        return json.loads(latest["schema"])

    def versions(self):
        return {subject: self.ask(f"/subjects/{subject}/versions")[1] for subject in SUBJECTS}


class Client:
    def __init__(self, bootstrap, registry):
        self.bootstrap = bootstrap
        self.registry = SchemaRegistryClient({"url": registry.url})
        self.producer = Producer({"bootstrap.servers": bootstrap})
        self.deserializer = AvroDeserializer(self.registry)
        self.failed = []

    def request(self, schema, register=False):
        """Publishes a request that is answered; the ID of the schema that it was written with."""
        value = {"request_id": str(uuid.uuid4()), "model": "chat", "messages": [{"role": "USER", "text": "Is the gate open?"}]}
        serializer = AvroSerializer(self.registry, json.dumps(schema), conf={"auto.register.schemas": register})
        written = serializer(value, SerializationContext("sluice.requests", MessageField.VALUE))
        self.publish(written)
        eventually(lambda: value["request_id"] in self.answered(), True)
        return int.from_bytes(written[1:5], "big")

    def unreadable(self, schema_id):
        """Publishes a record that cannot be read, and waits for the gateway's error."""
        self.publish(b"\0" + schema_id.to_bytes(4, "big") + b"{}")
        self.failed.append((400, "unreadable_record"))
        eventually(self.errors, self.failed)

    def publish(self, value):
        self.producer.produce("sluice.requests", key="acme", value=value)
        assert self.producer.flush(30) == 0, "the record was not taken"

    def answered(self):
        return {result["request_id"] for result in read(self.bootstrap, "sluice.results", self.deserializer)}

    def errors(self):
        failures = [error["failure"] for error in read(self.bootstrap, "sluice.errors", self.deserializer)]
        return [(failure["status"], failure["type_path"][-1]) for failure in failures]


class Deployment:
    def __init__(self, root, data, bootstrap, registry):
        self.command = run(root, Path(__file__).with_name("sluice.yaml"))
        self.log = Path(data) / "gateway.log"
        self.env = {**os.environ, "BOOTSTRAP_SERVERS": bootstrap, "SCHEMA_REGISTRY_URL": registry.url, "STATE_DIR": f"{data}/state"}

    @contextmanager
    def gateway(self):
        with self.log.open("w") as log, process(self.command, r"ready ", env=self.env, stderr=log):
            yield

    def warnings(self):
        return [line for line in self.log.read_text().splitlines() if "lacks fields of this release" in line]

    def refused_at(self, url):
        """What a start says that reaches something else in place of the registry."""
        env = {**self.env, "SCHEMA_REGISTRY_URL": url}
        ended = subprocess.run(self.command, env=env, capture_output=True, text=True, timeout=PATIENCE_S)
        assert ended.returncode == REGISTRY_AWAY and "schema_registry.url" in ended.stderr, ended
        return re.search(r"HTTP status \d+", ended.stderr)[0]


def cases(deployment, client, registry, wrong_url):
    """Yields each case and what became of it."""
    with deployment.gateway():
        status, subjects = registry.ask("/subjects")
        assert status == 200 and sorted(subjects) == SUBJECTS, subjects
        levels = {registry.ask(f"/config/{subject}")[1]["compatibilityLevel"] for subject in SUBJECTS}
        assert levels == {"FULL_TRANSITIVE"}, levels
        yield "start", f"{len(subjects)} subjects, FULL_TRANSITIVE"
        schema = registry.schema()
        ours = client.request(schema)
        yield "request", "answered"
        client.unreadable(999_999)
        yield "ID that nobody registered", "`unreadable_record`"
        # Apicurio knows JSON Schema by this field
        other = json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"})
        status, json_schema = registry.ask("/subjects/other-value/versions", {"schemaType": "JSON", "schema": other})
        if status == 200:
            client.unreadable(json_schema["id"])
        yield "ID of a JSON schema", "`unreadable_record`" if status == 200 else f"not registered: {status}"
        damaged = {**schema, "fields": [*schema["fields"], {"name": "added", "type": "string"}]}
        status, _ = registry.ask(f"/subjects/{REQUESTS}/versions", {"schema": json.dumps(damaged)})
        assert status == 409, status
        yield "field without a default", "refused: 409"
        before = registry.versions()
    with deployment.gateway():
        assert registry.versions() == before and deployment.warnings() == []
        assert client.request(schema) == ours
        yield "restart", "no new versions, answered"
        documented = client.request({**schema, "doc": "In other words."}, register=True)
        yield "schema with other documentation", "answered, " + ("same ID" if documented == ours else "new ID")
    with deployment.gateway():
        assert deployment.warnings() == []
        older = {**schema, "fields": [field for field in schema["fields"] if field["name"] != "user"]}
        assert client.request(older, register=True) != ours
    with deployment.gateway():
        (warning,) = deployment.warnings()
        assert REQUESTS in warning and "user" in warning, warning
        assert client.request(older) != ours
        yield "older schema as the latest version", "answered, warned of at start"
    yield "wrong URL", "start ends: " + deployment.refused_at(wrong_url)


def seen(name, root, bootstrap, url, wrong_url):
    registry = Registry(url)
    outcomes = {}
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data:
        deployment = Deployment(root, data, bootstrap, registry)
        for case, outcome in cases(deployment, Client(bootstrap, registry), registry, wrong_url):
            print(f"{name:10} {case:36} {outcome}", flush=True)
            outcomes[case] = outcome
    return outcomes


@contextmanager
def brokers(root):
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data, cluster(root, data) as addresses:
        yield addresses


@contextmanager
def apicurio(home, java):
    """Its URL, without the path of the API."""
    listeners = [f"-Dquarkus.{of}.{setting}" for of in ("http", "management") for setting in ("host=127.0.0.1", "port=0")]
    command = [java, "-Xmx512m", *listeners, "-jar", str(home / "quarkus-run.jar")]
    with tempfile.TemporaryDirectory(prefix="sluice-interop") as data:
        with process(command, r".*Listening on: (http://[0-9.:]+[0-9])", cwd=data) as (url,):
            yield url


@contextmanager
def karapace(command, bootstrap):
    """Its URL and its version, once it may write."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"bootstrap_uri": bootstrap, "host": "127.0.0.1", "port": port, "advertised_hostname": "127.0.0.1"}
    settings |= {"karapace_registry": "true", "log_level": "WARNING"}
    env = {**os.environ, **{f"KARAPACE_{name.upper()}": str(value) for name, value in settings.items()}}
    child = subprocess.Popen(shlex.split(command), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    registry = Registry(f"http://127.0.0.1:{port}")

    def is_primary():
        assert child.poll() is None, f"{command} ended with status {child.returncode}"
        try:
            status, health = registry.ask("/_health")
        except urllib.error.URLError:
            return False
        return status == 200 and health["status"]["schema_registry_is_primary"]

    try:
        eventually(is_primary, True)
        yield registry.url, registry.ask("/_health")[1]["karapace_version"]
    finally:
        child.terminate()
        child.wait(timeout=60)


def table(columns):
    rows = [["", *columns], ["---"] * (len(columns) + 1)]
    first = next(iter(columns.values()))
    rows += [[case, *(outcomes[case] for outcomes in columns.values())] for case in first]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def columns_of(table):
    (_, *names), _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines())
    return {name: {row[0]: row[at] for row in rows} for at, name in enumerate(names, start=1)}


def main(root, home, java, write):
    columns = {}
    with brokers(root) as (bootstrap, url):
        columns["the demo's"] = seen("demo", root, bootstrap, url, url + "/elsewhere")
    name = "Apicurio Registry " + home.name.removeprefix("apicurio-")
    with brokers(root) as (bootstrap, _), apicurio(home, java) as url:
        columns[name] = seen("Apicurio", root, bootstrap, url + "/apis/ccompat/v7", url)
    if installed := os.environ.get("KARAPACE"):
        with brokers(root) as (bootstrap, _), karapace(installed, bootstrap) as (url, version):
            columns[f"Karapace {version}"] = seen("Karapace", root, bootstrap, url, url + "/elsewhere")
    page = root / "docs/deploy.md"
    before, rest = page.read_text().split(BEGIN)
    told, after = rest.split(END)
    if not installed:
        columns |= {name: column for name, column in columns_of(told).items() if name.startswith("Karapace")}
    rows = table(columns)
    if write:
        page.write_text(before + BEGIN + rows + END + after)
    elif told != rows:
        sys.exit("docs/deploy.md has another table; run with --write")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], "--write" in sys.argv[4:])
