"""confluent-kafka with its default partitioner against a gateway of four partitions.

librdkafka hashes keys with CRC32 and Kafka's own producer with murmur2, so most tenants' records are written to another
partition than their policy. Starts a broker, a registry and a gateway of its own, and ends with status 0 only if every check holds.
"""

import hashlib
import hmac
import re
import sys
import time
import urllib.request
import uuid
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from sluice_interop import gateway
from sluice_kafka import eventually, read

SIGNING_SECRET = b"a secret to sign with"


class Client:
    """What a service does with confluent-kafka: nothing about partitions is set but in `as_java`."""

    def __init__(self, bootstrap, registry):
        self.bootstrap = bootstrap
        self.registry = SchemaRegistryClient({"url": registry})
        self.producer = Producer({"bootstrap.servers": bootstrap})
        self.as_java = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random"})
        self.serializers = {}
        self.deserializer = AvroDeserializer(self.registry)

    def bytes(self, topic, value):
        if topic not in self.serializers:
            schema = self.registry.get_latest_version(topic + "-value").schema.schema_str
            options = {"auto.register.schemas": False}
            self.serializers[topic] = AvroSerializer(self.registry, schema, conf=options)
        return self.serializers[topic](value, SerializationContext(topic, MessageField.VALUE))

    def send(self, topic, tenant, value, producer=None, sign=False):
        """Returns the partition that the client's partitioner chose."""
        value = self.bytes(topic, value)
        headers = []
        if sign:
            signed = len(tenant.encode()).to_bytes(4, "big") + tenant.encode() + value
            signature = hmac.new(SIGNING_SECRET, signed, hashlib.sha256).hexdigest()
            headers.append(("sluice-signature", f"v1=1:{signature}".encode()))
        sent = []
        producer = producer or self.producer
        producer.produce(
            topic, key=tenant, value=value, headers=headers, on_delivery=lambda error, record: sent.append((error, record))
        )
        producer.flush(30)
        (error, record), = sent
        assert error is None, error
        return record.partition()

    def request(self, tenant, request_id, model="chat", **how):
        messages = [{"role": "USER", "text": request_id}]
        return self.send("sluice.requests", tenant, {"request_id": request_id, "model": model, "messages": messages}, **how)

    def command(self, tenant, kind, polling_id):
        value = {"kind": kind, "polling_id": polling_id, "command_id": str(uuid.uuid4()), "issued_at": int(time.time() * 1000)}
        return self.send("sluice.commands", tenant, value)

    def read(self, topic):
        return read(self.bootstrap, topic, self.deserializer)

    def accepted(self, tenant):
        return [event for event in self.read("sluice.polling") if event["tenant"] == tenant and event["kind"] == "ACCEPTED"]

    def errors(self, tenant):
        return [error for error in self.read("sluice.errors") if error["tenant"] == tenant]

    def results(self, tenant):
        return [result for result in self.read("sluice.results") if result["tenant"] == tenant]


def limit_of_three(client, tenant):
    chosen = {client.request(tenant, f"{tenant}-{i}", producer=(client.producer, client.as_java)[i % 2]) for i in range(24)}
    assert len(chosen) == 2, f"both partitioners chose {chosen}; the check needs another tenant"
    eventually(lambda: len(client.accepted(tenant)) + len(client.errors(tenant)), 24)
    assert len(client.accepted(tenant)) == 3
    assert {error["failure"]["status"] for error in client.errors(tenant)} == {429}
    return f"3 of 24 requests in partitions {sorted(chosen)} are accepted"


def signatures(client):
    chosen = {client.request("globex", f"unsigned-{i}") for i in range(12)}
    client.request("globex", "signed", sign=True)
    eventually(lambda: [error["failure"]["status"] for error in client.errors("globex")], [401] * 12)
    eventually(lambda: [event["request_id"] for event in client.accepted("globex")], ["signed"])
    eventually(lambda: [result["request_id"] for result in client.results("globex")], ["signed"])
    return f"none of 12 unsigned requests in partition {sorted(chosen)} is accepted, and a signed one is"


def one_request_id(client, tenant):
    for i in range(4):
        client.request(tenant, "the same", producer=(client.producer, client.as_java)[i % 2])
    eventually(lambda: sorted(event["repeat"] for event in client.accepted(tenant)), [False, True, True, True])
    eventually(lambda: len(client.results(tenant)), 1)
    return "4 requests under one ID in 2 partitions are one call"


def commands(client, tenant):
    for request_id in ("to cancel", "to delete"):
        client.request(tenant, request_id, model="slow")
    eventually(lambda: len(client.accepted(tenant)), 2)
    ids = {event["request_id"]: event["polling_id"] for event in client.accepted(tenant)}
    client.command(tenant, "CANCEL", ids["to cancel"])
    client.command(tenant, "DELETE", ids["to delete"])
    eventually(lambda: {error["failure"]["type_path"][-1] for error in client.errors(tenant)}, {"cancelled"})
    deleted = lambda: [event["polling_id"] for event in client.read("sluice.polling") if event["kind"] == "DELETED"]
    eventually(deleted, [ids["to delete"]])
    return "CANCEL and DELETE work"


def policy(client, tenant):
    client.send("sluice.tenants", tenant, {"version": 7})
    seen = set()

    def versions():
        client.request(tenant, str(uuid.uuid4()))
        time.sleep(0.5)
        seen.update(event["policy_version"] for event in client.accepted(tenant))
        return 7 in seen

    eventually(versions, True)
    return "a policy takes effect"


def main(root):
    with gateway(root, Path(__file__).with_name("sluice.yaml")) as (http, bootstrap, registry):
        client = Client(bootstrap, registry)
        for check in (
            lambda: limit_of_three(client, "acme") + ", by its own policy",
            lambda: limit_of_three(client, "hooli") + ", by the default policy",
            lambda: signatures(client),
            lambda: one_request_id(client, "stark"),
            lambda: commands(client, "initech"),
            lambda: policy(client, "wonka"),
        ):
            print("ok  ", check(), flush=True)
        metrics = urllib.request.urlopen(http + "/metrics").read().decode()
        rerouted = dict(re.findall(r'sluice_records_rerouted_total\{topic="sluice\.(.*)"} ([0-9]+)', metrics))
        assert all(int(rerouted[topic]) > 0 for topic in ("requests", "commands", "tenants")), rerouted
        print("ok   rerouted:", rerouted)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
