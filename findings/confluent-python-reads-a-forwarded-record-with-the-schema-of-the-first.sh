#!/usr/bin/env bash
# confluent-kafka 2.16.1 (PyPI), its AvroSerializer with header_schema_id_serializer, and AvroDeserializer, with fastavro 1.13.1
#
# One would guess: a service that reads a record, writes it with the schema that it knows, and hands the headers on has
# written a record in that schema: the serializer sets the header with the schema's ID.
# What happens: the serializer appends __value_schema_id to the list, behind the one of the record that was read, and the
# deserializer takes the first. So the new bytes are read in the old schema: here two fields of one type that are in
# another order come out swapped, without an error. If the service writes the ID before the bytes, as is the default,
# the deserializer still goes by the header of the record that was read, and takes the ID itself for data: here for two
# empty texts. A dict of headers has the ID once.
#
#   written: {'prompt': 'hello', 'tenant': 'acme'}
#   handed on, ID in the headers: {'tenant': 'hello', 'prompt': 'acme'}
#   handed on, ID before the bytes: {'tenant': '', 'prompt': ''}
#   with new headers: {'prompt': 'hello', 'tenant': 'acme'}
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages 'confluent-kafka[avro,schemaregistry]==2.16.1' fastavro==1.13.1
cat >forward.py <<'PYTHON'
import http.server
import json
import threading
import uuid

from confluent_kafka.schema_registry import SchemaRegistryClient, header_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

def schema(*names):
    return json.dumps({"type": "record", "name": "Request", "fields": [{"name": name, "type": "string"} for name in names]})

READ, WRITTEN = schema("tenant", "prompt"), schema("prompt", "tenant")
REGISTERED = [{"id": n, "guid": str(uuid.UUID(int=n)), "schemaType": "AVRO", "schema": text} for n, text in ((1, READ), (2, WRITTEN))]


class Registry(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def find(self, path, body):
        if path.startswith("/subjects/requests"):
            wanted = json.loads(json.loads(body)["schema"])
            return next(known for known in REGISTERED if json.loads(known["schema"]) == wanted)
        name = path.split("/")[-1]
        return next((known for known in REGISTERED if path.startswith("/schemas/") and name in (known["guid"], str(known["id"]))), None)

    def do_POST(self):
        found = self.find(self.path.split("?")[0], self.rfile.read(int(self.headers.get("content-length") or 0)))
        body = json.dumps(found or {"error_code": 40403, "message": "not found"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST


registry = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
threading.Thread(target=registry.serve_forever, daemon=True).start()
client = SchemaRegistryClient({"url": f"http://127.0.0.1:{registry.server_port}"})
in_headers = {"schema.id.serializer": header_schema_id_serializer}
value = {"prompt": "hello", "tenant": "acme"}

def context(headers):
    return SerializationContext("requests", MessageField.VALUE, headers)

def written(schema, conf, headers):
    return AvroSerializer(client, schema, conf=conf)(value, context(headers))

def tell(name, payload, headers):
    try:
        print(f"{name}:", AvroDeserializer(client)(payload, context(headers)))
    except Exception as e:
        print(f"{name}: {type(e).__name__}")

def read():
    """The headers of a record that was written by someone else."""
    headers = []
    written(READ, in_headers, headers)
    return headers

print("written:", value)
for name, conf, headers in (("handed on, ID in the headers", in_headers, read()), ("handed on, ID before the bytes", {}, read()), ("with new headers", in_headers, [])):
    tell(name, written(WRITTEN, conf, headers), headers)
PYTHON
timeout 60 "$python" forward.py 2>errors | tee seen || { tail -n 3 errors >&2; set_up_failed "the records were not written"; }
grep -q "^with new headers: {'prompt': 'hello', 'tenant': 'acme'}" seen || set_up_failed "a record with new headers was not read"
grep -q "^handed on, ID in the headers: {'tenant': 'hello', 'prompt': 'acme'}" seen &&
  grep -q "^handed on, ID before the bytes: {'tenant': '', 'prompt': ''}" seen || no_longer "a record that was handed on is read in its own schema"
still_surprising "a record that was handed on is read in another record's schema"
