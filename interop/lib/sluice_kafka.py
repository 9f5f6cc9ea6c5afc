"""What checks with confluent-kafka share."""

import time
import uuid

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.serialization import MessageField, SerializationContext

PATIENCE_S = 120


def read(bootstrap, topic, deserializer):
    """All values of a topic that are committed now, from the beginning."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": str(uuid.uuid4()),
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        partitions = consumer.list_topics(topic).topics[topic].partitions
        consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
        values = []
        ended = set()
        while len(ended) < len(partitions):
            message = consumer.poll(PATIENCE_S)
            assert message is not None, f"{topic} can't be read"
            if message.error() is None:
                values.append(deserializer(message.value(), SerializationContext(topic, MessageField.VALUE)))
            elif message.error().code() == KafkaError._PARTITION_EOF:
                ended.add(message.partition())
            else:
                raise KafkaException(message.error())
        return values
    finally:
        consumer.close()


def eventually(read, expected):
    until = time.monotonic() + PATIENCE_S
    while (actual := read()) != expected and time.monotonic() < until:
        time.sleep(0.5)
    assert actual == expected, f"expected {expected}, found {actual}"
