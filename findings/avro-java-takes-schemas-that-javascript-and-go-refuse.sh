#!/usr/bin/env bash
# Apache Avro 1.12.2 (Java, which schema registries check with), avsc 5.7.9 (npm), hamba/avro 2.31.0 (Go)
#
# One would guess: what Java, and with it the registry, takes for a valid schema is one for every library.
# What happens: since 1.12 Java lets the default of a union fit any branch, and lets names have any letter of Unicode.
# avsc and hamba hold to the first branch and to [A-Za-z0-9_]. Such a schema is registered without complaint, and the
# consumers in JavaScript and Go can't read a single record of it.
#
#   Java: second branch: taken, größe: taken
#   avsc: second branch: refused, größe: refused
#   hamba: second branch: refused, größe: refused
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

npm_packages avsc@5.7.9
jars avro org.apache.avro:avro:1.12.2
cat >branch.json <<'JSON'
{"type": "record", "name": "R", "fields": [{"name": "user", "type": ["null", "string"], "default": "nobody"}]}
JSON
cat >letter.json <<'JSON'
{"type": "record", "name": "S", "fields": [{"name": "größe", "type": "int"}]}
JSON
cat >Parse.java <<'JAVA'
import java.nio.file.*;

class Parse {
  static String parse(String file) throws Exception {
    try {
      new org.apache.avro.Schema.Parser().parse(Files.readString(Path.of(file)));
      return "taken";
    } catch (org.apache.avro.AvroRuntimeException e) {
      return "refused";
    }
  }

  public static void main(String[] args) throws Exception {
    System.out.println("Java: second branch: " + parse("branch.json") + ", größe: " + parse("letter.json"));
  }
}
JAVA
cat >parse.cjs <<'JS'
const parse = (file) => {
  try {
    require('avsc').Type.forSchema(JSON.parse(require('fs').readFileSync(file)));
    return 'taken';
  } catch (e) {
    return 'refused';
  }
};
console.log(`avsc: second branch: ${parse('branch.json')}, größe: ${parse('letter.json')}`);
JS
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/hamba/avro/v2"
)

func parse(file string) string {
	schema, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	if _, err = avro.Parse(string(schema)); err != nil {
		return "refused"
	}
	return "taken"
}

func main() {
	fmt.Printf("hamba: second branch: %s, größe: %s\n", parse("branch.json"), parse("letter.json"))
}
GO
go_modules github.com/hamba/avro/v2@v2.31.0
{ java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'avro/*' Parse.java 2>errors; node parse.cjs; ./program; } | tee seen
[ "$(wc -l <seen)" = 3 ] || { cat errors >&2; set_up_failed "not all libraries ran"; }
[ "$(grep '^Java' seen | grep -o taken | wc -l)" = 2 ] || no_longer "Java refuses one"
[ "$(grep -v '^Java' seen | grep -o refused | wc -l)" = 4 ] || no_longer "avsc or hamba takes one"
still_surprising "Java takes both schemas, JavaScript and Go neither"
