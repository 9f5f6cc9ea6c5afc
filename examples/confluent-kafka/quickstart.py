"""Publishes one request with confluent-kafka and follows it to its end: quickstart.py [MODEL] [QUESTION]"""

import json
import os
import sys
import urllib.request
import uuid

from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

TENANT, API_KEY = "acme", "sk-demo-acme-default"  # the demo's
REQUESTS, POLLING, RESULTS, ERRORS = "sluice.requests", "sluice.polling", "sluice.results", "sluice.errors"
BOOTSTRAP_SERVERS = os.environ["SLUICE_BOOTSTRAP_SERVERS"]
REGISTRY = SchemaRegistryClient({"url": os.environ["SLUICE_SCHEMA_REGISTRY_URL"]})
HTTP = f"http://127.0.0.1:{os.environ['SLUICE_HTTP_PORT']}"


def publish(request):
    serialize = AvroSerializer(
        REGISTRY,
        conf={
            "auto.register.schemas": False,  # the gateway has registered the contract
            "use.latest.version": True,
            "validate.strict.allow.default": True,  # otherwise a misspelled field is dropped in silence
        },
    )
    producer = Producer(
        {
            "bootstrap.servers": BOOTSTRAP_SERVERS,
            "partitioner": "murmur2_random",  # Java's; the default sends most tenants to another partition
            "enable.idempotence": True,
        }
    )

    def published(error, record):
        if error is not None:
            raise KafkaException(error)
        print(f"published {request['request_id']} to partition {record.partition()}")

    value = serialize(request, SerializationContext(REQUESTS, MessageField.VALUE))
    producer.produce(REQUESTS, key=TENANT, value=value, on_delivery=published)
    producer.flush()


def events(consumer):
    deserialize = AvroDeserializer(REGISTRY)
    while True:
        record = consumer.poll(60)
        if record is None:
            sys.exit("nothing for 60 s; is the demo still running?")
        if record.error():
            raise KafkaException(record.error())
        topic = record.topic()
        yield topic, deserialize(record.value(), SerializationContext(topic, MessageField.VALUE))


def poll(polling_id):
    url = f"{HTTP}/v1/responses/{polling_id}?wait=30"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Bearer {API_KEY}"})) as reply:
        return json.load(reply)


def main(model="chat-fast", question="What is a sluice?"):
    request_id = str(uuid.uuid4())
    publish({"request_id": request_id, "model": model, "messages": [{"role": "USER", "text": question}]})

    consumer = Consumer(
        {
            "bootstrap.servers": BOOTSTRAP_SERVERS,
            "group.id": "quickstart-confluent-kafka",
            "auto.offset.reset": "earliest",  # the first time; then from what the group has committed
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([POLLING, RESULTS, ERRORS])
    try:
        for topic, event in events(consumer):
            if event["request_id"] != request_id:
                continue
            if topic == POLLING and event["kind"] == "ACCEPTED":
                print("accepted ", event["polling_id"])
            elif topic == RESULTS:
                print("answered ", event["answer"]["text"])
                break
            elif topic == ERRORS:
                failure = event["failure"]
                print("failed   " if event["polling_id"] else "rejected ", failure["status"], failure["message"])
                break
    finally:
        consumer.close()

    if event["polling_id"]:  # a rejected request has none
        print("polled   ", event["polling_id"], poll(event["polling_id"])["status"])


if __name__ == "__main__":
    main(*sys.argv[1:])
