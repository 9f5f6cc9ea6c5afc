#!/usr/bin/env bash
# Apache's avro 1.12.2 (PyPI) and avro-js 1.12.2 (npm), beside fastavro 1.13.1, avsc 5.7.9 and Apache Avro 1.12.2 (Java)
#
# One would guess: an enum's default (Avro 1.9) makes a new symbol safe for readers of the older schema, above all in the
# libraries of Apache Avro itself, of the same version as the Java one.
# What happens: Apache's Python keeps the default in the schema and its resolution never looks at it; Apache's JavaScript
# does not know it. Both end in an error where Java, fastavro and avsc give the default. A registry finds such a change
# compatible in all directions. (avro-js needs underscore, too, which its package.json doesn't list.)
#
#   avro (Python): SchemaResolutionException: Symbol PAUSED not present in Reader's Schema
#   fastavro: UNKNOWN
#   avro-js: Error: cannot read "State" as "State"
#   avsc: UNKNOWN
#   Java: UNKNOWN
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages avro==1.12.2 fastavro==1.13.1
npm_packages avro-js@1.12.2 underscore@1.13.8 avsc@5.7.9
jars avro org.apache.avro:avro:1.12.2
schema() { echo '{"type": "enum", "name": "State", "symbols": ["UNKNOWN", "DONE"'"$1"'], "default": "UNKNOWN"}'; }
schema '' >reader.json
schema ', "PAUSED"' >writer.json
printf '\x04' >record

cat >read.py <<'PYTHON'
import io
import json

import avro.io
import avro.schema
import fastavro

writer, reader, record = open("writer.json").read(), open("reader.json").read(), open("record", "rb").read()


def tell(name, read):
    try:
        print(f"{name}: {read()}")
    except Exception as e:
        print(f"{name}: {type(e).__name__}: {str(e).splitlines()[0]}")


parse = avro.schema.parse
tell("avro (Python)", lambda: avro.io.DatumReader(parse(writer), parse(reader)).read(avro.io.BinaryDecoder(io.BytesIO(record))))
tell("fastavro", lambda: fastavro.schemaless_reader(io.BytesIO(record), json.loads(writer), json.loads(reader)))
PYTHON
cat >read.cjs <<'JS'
const fs = require('fs');
const [writer, reader] = ['writer.json', 'reader.json'].map((f) => JSON.parse(fs.readFileSync(f)));
const tell = (name, parse) => {
  try {
    const type = parse(reader);
    console.log(`${name}: ${type.fromBuffer(fs.readFileSync('record'), type.createResolver(parse(writer)))}`);
  } catch (e) {
    console.log(`${name}: ${e}`);
  }
};
tell('avro-js', require('avro-js').parse);
tell('avsc', require('avsc').Type.forSchema);
JS
cat >Read.java <<'JAVA'
import java.nio.file.*;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;

class Read {
  public static void main(String[] args) throws Exception {
    var writer = new Schema.Parser().parse(Files.readString(Path.of("writer.json")));
    var reader = new Schema.Parser().parse(Files.readString(Path.of("reader.json")));
    var decoder = DecoderFactory.get().binaryDecoder(Files.readAllBytes(Path.of("record")), null);
    System.out.println("Java: " + new GenericDatumReader<>(writer, reader).read(null, decoder));
  }
}
JAVA
{ "$python" read.py; node read.cjs; java -cp 'avro/*' Read.java 2>errors; } | tee seen
[ "$(grep -cE '^(fastavro|avsc|Java): UNKNOWN$' seen)" = 3 ] || set_up_failed "the other libraries don't read the record"
grep -q '^avro (Python): SchemaResolutionException' seen || no_longer "Apache's Python reads the default"
grep -q '^avro-js: Error: cannot read' seen || no_longer "Apache's JavaScript reads the default"
still_surprising "two of Apache's own libraries stop at a symbol that the default covers"
