"""Publishes one request with aiokafka and fastavro and follows it to its end: quickstart.py [MODEL] [QUESTION]"""

import asyncio
import functools
import io
import json
import os
import struct
import sys
import urllib.request
import uuid

import fastavro
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

TENANT, API_KEY = "acme", "sk-demo-acme-default"  # the demo's
REQUESTS, POLLING, RESULTS, ERRORS = "sluice.requests", "sluice.polling", "sluice.results", "sluice.errors"
BOOTSTRAP_SERVERS = os.environ["SLUICE_BOOTSTRAP_SERVERS"]
REGISTRY = os.environ["SLUICE_SCHEMA_REGISTRY_URL"]
HTTP = f"http://127.0.0.1:{os.environ['SLUICE_HTTP_PORT']}"

# Confluent's wire format: a zero byte, the schema's ID in four bytes, Avro
HEADER = struct.Struct(">bI")


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as reply:
        return json.load(reply)


@functools.cache
def schema(schema_id):
    return fastavro.parse_schema(json.loads(get(f"{REGISTRY}/schemas/ids/{schema_id}")["schema"]))


def encode(topic, value):
    latest = get(f"{REGISTRY}/subjects/{topic}-value/versions/latest")
    out = io.BytesIO(HEADER.pack(0, latest["id"]))
    out.seek(HEADER.size)
    # strict, since a misspelled field would be dropped in silence; defaults may be left out
    fastavro.schemaless_writer(out, schema(latest["id"]), value, strict_allow_default=True)
    return out.getvalue()


def decode(data):
    _, schema_id = HEADER.unpack_from(data)
    return fastavro.schemaless_reader(io.BytesIO(data[HEADER.size :]), schema(schema_id))


async def publish(request):
    # its partitioner is Java's
    async with AIOKafkaProducer(bootstrap_servers=BOOTSTRAP_SERVERS, enable_idempotence=True) as producer:
        record = await producer.send_and_wait(REQUESTS, encode(REQUESTS, request), key=TENANT.encode())
        print(f"published {request['request_id']} to partition {record.partition}")


async def main(model="chat-fast", question="What is a sluice?"):
    request_id = str(uuid.uuid4())
    await publish({"request_id": request_id, "model": model, "messages": [{"role": "USER", "text": question}]})

    async with AIOKafkaConsumer(
        *(POLLING, RESULTS, ERRORS),
        bootstrap_servers=BOOTSTRAP_SERVERS,
        group_id="quickstart-aiokafka",
        auto_offset_reset="earliest",  # the first time; then from what the group has committed
        isolation_level="read_committed",  # the default shows decisions that never happened
    ) as consumer:
        async for record in consumer:
            event = decode(record.value)
            if event["request_id"] != request_id:
                continue
            if record.topic == POLLING and event["kind"] == "ACCEPTED":
                print("accepted ", event["polling_id"])
            elif record.topic == RESULTS:
                print("answered ", event["answer"]["text"])
                break
            elif record.topic == ERRORS:
                failure = event["failure"]
                print("failed   " if event["polling_id"] else "rejected ", failure["status"], failure["message"])
                break

    if polling_id := event["polling_id"]:  # a rejected request has none
        polled = get(f"{HTTP}/v1/responses/{polling_id}?wait=30", Authorization=f"Bearer {API_KEY}")
        print("polled   ", polling_id, polled["status"])


if __name__ == "__main__":
    asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), timeout=60))
