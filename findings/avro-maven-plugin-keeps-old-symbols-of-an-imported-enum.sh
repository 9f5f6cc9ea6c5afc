#!/usr/bin/env bash
# Apache Avro's avro-maven-plugin 1.12.2
#
# One would guess: when a symbol is added to an enum of its own file, the next build generates every record that uses the
# enum again.
# What happens: a file is compiled again only if it is newer than the class that it became. The enum's class has the new
# symbol, the record's class still holds the schema with the old ones, and a record that is written by its own schema
# can't have the new symbol, although the compiler lets one set it. Only `mvn clean` helps, or a touch of every file.
#
#   first: Status [OPEN], in the schema of Order [OPEN]
#   second: Status [OPEN CLOSED], in the schema of Order [OPEN]
#   clean: Status [OPEN CLOSED], in the schema of Order [OPEN CLOSED]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

mkdir -p src/main/avro/enums
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>orders</artifactId><version>1</version>
  <build><plugins><plugin>
    <groupId>org.apache.avro</groupId><artifactId>avro-maven-plugin</artifactId><version>1.12.2</version>
    <executions><execution>
      <goals><goal>schema</goal></goals>
      <configuration>
        <sourceDirectory>${project.basedir}/src/main/avro</sourceDirectory>
        <imports><import>${project.basedir}/src/main/avro/enums</import></imports>
      </configuration>
    </execution></executions>
  </plugin></plugins></build>
</project>
XML
cat >src/main/avro/Order.avsc <<'JSON'
{"type": "record", "name": "Order", "namespace": "example", "fields": [{"name": "status", "type": "example.Status"}]}
JSON

# enum NAMES: the file of the enum
enum() {
  printf '{"type": "enum", "name": "Status", "namespace": "example", "symbols": [%s]}\n' "$1" >src/main/avro/enums/Status.avsc
}

# symbols NAME: those in the generated class
symbols() {
  grep -o 'symbols[^]]*' "target/generated-sources/avro/example/$1.java" | head -n 1 | grep -oE 'OPEN|CLOSED' | paste -sd ' '
}

# build NAME GOALS...
build() {
  set_up mvn --batch-mode --quiet "${@:2}"
  echo "$1: Status [$(symbols Status)], in the schema of Order [$(symbols Order)]"
}

needs mvn
enum '"OPEN"'
build first generate-sources | tee seen
enum '"OPEN", "CLOSED"'
touch -d '1 minute' src/main/avro/enums/Status.avsc
build second generate-sources | tee -a seen
build clean clean generate-sources | tee -a seen
grep -qx 'first: Status \[OPEN\], in the schema of Order \[OPEN\]' seen || set_up_failed "the first build"
grep -qx 'clean: Status \[OPEN CLOSED\], in the schema of Order \[OPEN CLOSED\]' seen || set_up_failed "the clean build"
grep -qx 'second: Status \[OPEN CLOSED\], in the schema of Order \[OPEN\]' seen || no_longer "$(grep second seen)"
still_surprising "the record's class holds the enum as it was before"
