#!/usr/bin/env bash
# hamba/avro 2.31.0 (Go), beside fastavro 1.13.1 and Apache's avro 1.12.2 (PyPI)
#
# One would guess: a record has one Avro encoding, so an Avro key lands in one partition whoever writes it, and equal
# bytes mean equal records.
# What happens: arrays and maps are written in blocks, and a block may carry its size in bytes (then its count is
# negative). Java and Python leave the size out, hamba writes it always. All read each other, but the bytes differ: an
# Avro key with an array has another partition from Go, in a compacted topic it never replaces the other's record, and
# a hash of the bytes recognises no repeat.
#
#   fastavro: 040270027100, avro: 040270027100, hamba: 03080270027100
#   partition of 12: 0 and 4
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages fastavro==1.13.1 avro==1.12.2 kafka-python==3.0.12
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/hamba/avro/v2"
)

func main() {
	bytes, err := avro.Marshal(avro.MustParse(`{"type": "array", "items": "string"}`), []string{"p", "q"})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%x\n", bytes)
}
GO
go_modules github.com/hamba/avro/v2@v2.31.0
cat >compare.py <<'PYTHON'
import io
import json
import sys

import avro.io
import avro.schema
import fastavro
from kafka.partitioner.default import murmur2

schema = {"type": "array", "items": "string"}
fast, apache, hamba = io.BytesIO(), io.BytesIO(), bytes.fromhex(sys.argv[1])
fastavro.schemaless_writer(fast, schema, ["p", "q"])
avro.io.DatumWriter(avro.schema.parse(json.dumps(schema))).write(["p", "q"], avro.io.BinaryEncoder(apache))
print(f"fastavro: {fast.getvalue().hex()}, avro: {apache.getvalue().hex()}, hamba: {hamba.hex()}")
print("read back:", fastavro.schemaless_reader(io.BytesIO(hamba), schema), fastavro.schemaless_reader(fast, schema) if fast.seek(0) == 0 else "")
print("partition of 12:", (murmur2(fast.getvalue()) & 0x7FFFFFFF) % 12, "and", (murmur2(hamba) & 0x7FFFFFFF) % 12)
PYTHON
"$python" compare.py "$(./program)" | tee seen
grep -q "read back: \['p', 'q'\] \['p', 'q'\]" seen || set_up_failed "the records are not equal"
grep -qP 'fastavro: (\w+), avro: \1, hamba: (?!\1)\w+' seen || no_longer "the bytes are equal"
still_surprising "three libraries, one array, two encodings"
