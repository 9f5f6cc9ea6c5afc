#!/usr/bin/env bash
# fastavro 1.13.1 (PyPI; confluent-kafka's AvroSerializer writes with it) and Apache Avro 1.12.2 (Java)
#
# One would guess: a writer refuses a value that is not of the field's type.
# What happens: outside of unions fastavro checks next to nothing. 2**40 in a field of type int is written as a longer
# varint, and the record can be read by fastavro alone: Java ends with "Invalid int encoding", and a consumer is stuck at
# it. 1.7 becomes 1, the text "false" becomes true, and a field that the schema doesn't have (a typo in the name of an
# optional one) is dropped; strict=True makes an error of the last only. validate() refuses them, but nobody calls it.
#
#   written and read by fastavro: {'count': 1099511627776, 'part': 1, 'stream': True, 'limit': None}
#   read by Java: InvalidNumberEncodingException: Invalid int encoding
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages fastavro==1.13.1
jars avro org.apache.avro:avro:1.12.2
cat >schema.json <<'JSON'
{"type": "record", "name": "Request", "fields": [
  {"name": "count", "type": "int"}, {"name": "part", "type": "int"}, {"name": "stream", "type": "boolean"},
  {"name": "limit", "type": ["null", "long"], "default": null}]}
JSON
cat >write.py <<'PYTHON'
import io
import json

import fastavro

schema = fastavro.parse_schema(json.load(open("schema.json")))
out = io.BytesIO()
fastavro.schemaless_writer(out, schema, {"count": 2**40, "part": 1.7, "stream": "false", "limitt": 5})
open("record", "wb").write(out.getvalue())
print("written and read by fastavro:", fastavro.schemaless_reader(io.BytesIO(out.getvalue()), schema))
PYTHON
cat >Read.java <<'JAVA'
import java.nio.file.*;
import org.apache.avro.Schema;
import org.apache.avro.generic.*;
import org.apache.avro.io.DecoderFactory;

class Read {
  public static void main(String[] args) throws Exception {
    var schema = new Schema.Parser().parse(Files.readString(Path.of("schema.json")));
    try {
      var decoder = DecoderFactory.get().binaryDecoder(Files.readAllBytes(Path.of("record")), null);
      System.out.println("read by Java: " + new GenericDatumReader<GenericRecord>(schema).read(null, decoder));
    } catch (Exception e) {
      System.out.println("read by Java: " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
JAVA
"$python" write.py 2>errors | tee seen || no_longer "fastavro refuses the record: $(tail -n 1 errors)"
java -cp 'avro/*' Read.java 2>errors | tee -a seen || { cat errors >&2; set_up_failed "Java did not run"; }
grep -q "'count': 1099511627776, 'part': 1, 'stream': True, 'limit': None" seen || no_longer "fastavro writes something else"
grep -q 'Invalid int encoding' seen || no_longer "Java reads the record"
still_surprising "fastavro wrote four wrong values without an error, one of which Java can't read"
