#!/usr/bin/env bash
# confluent-kafka 2.16.1 (PyPI), AvroSerializer, with fastavro 1.13.1
#
# One would guess: with auto.register.schemas=False and use.latest.version=True, a producer whose schema is newer than the
# registry's latest gets an error: it writes a field that this schema hasn't got.
# What happens: the serializer takes the latest schema of the subject in place of its own and writes what fits. The new
# field, which the producer has set, is dropped without a word, and consumers read its default. So a producer deployed
# before its schema is registered loses data.
#
#   written with the producer's schema: {'id': 'a', 'max_cost': 5}
#   read with the producer's schema:    {'id': 'a', 'max_cost': None}
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages 'confluent-kafka[avro,schemaregistry]==2.16.1' fastavro==1.13.1
cat >produce.py <<'PYTHON'
import http.server
import json
import threading

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

FIELDS = [{"name": "id", "type": "string"}, {"name": "max_cost", "type": ["null", "long"], "default": None}]
OLDER, NEWER = (json.dumps({"type": "record", "name": "Request", "fields": FIELDS[:n]}) for n in (1, 2))
LATEST = {"subject": "requests-value", "version": 1, "id": 1, "schemaType": "AVRO", "schema": OLDER}


class Registry(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_GET(self):
        known = self.path.startswith(("/subjects/requests-value/versions/latest", "/schemas/ids/1"))
        body = json.dumps(LATEST if known else {"error_code": 40403, "message": "Schema not found"}).encode()
        self.send_response(200 if known else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


registry = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
threading.Thread(target=registry.serve_forever, daemon=True).start()
client = SchemaRegistryClient({"url": f"http://127.0.0.1:{registry.server_port}"})
context = SerializationContext("requests", MessageField.VALUE)
serialize = AvroSerializer(client, NEWER, conf={"auto.register.schemas": False, "use.latest.version": True})
value = {"id": "a", "max_cost": 5}
print("written with the producer's schema:", value)
print("read with the producer's schema:", AvroDeserializer(client, NEWER)(serialize(value, context), context))
PYTHON
timeout 60 "$python" produce.py 2>errors | tee seen || { tail -n 3 errors; no_longer "the serializer refuses the record"; }
grep -q "read .*'id': 'a'" seen || set_up_failed "the record was not read"
grep -q "read .*'max_cost': None" seen || no_longer "the field is written"
still_surprising "a field that was set is gone, without an error"
