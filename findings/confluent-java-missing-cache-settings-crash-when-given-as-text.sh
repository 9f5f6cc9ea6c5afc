#!/usr/bin/env bash
# Confluent's Avro deserializer 7.9.5 (Java; from org.apache.pinot:pinot-confluent-avro 1.5.0, classifier shaded, on Central)
#
# One would guess: settings that are named and documented alike take the same kinds of values, and text at least, since
# that is what properties files, environment variables and Connect hand over.
# What happens: latest.cache.ttl.sec takes text or an Integer, and refuses a Long. missing.id.cache.ttl.sec, its neighbor,
# ends with a ClassCastException for text and for an Integer, and takes a Long only. So the settings that spare the
# registry look-ups of missing IDs can't be set from a file, and missing.cache.size takes an Integer only.
#
#   latest.cache.ttl.sec: text taken, Integer taken, Long ConfigException
#   missing.id.cache.ttl.sec: text ClassCastException, Integer ClassCastException, Long taken
#   missing.cache.size: text ClassCastException, Integer taken, Long ClassCastException
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs mvn java
mkdir lib
# the carrier brings all that it needs; this version of the plugin reads no POM, and so doesn't look for its missing parent
set_up mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:2.10:copy \
  -Dartifact=org.apache.pinot:pinot-confluent-avro:1.5.0:jar:shaded -DoutputDirectory=lib
cat >Ask.java <<'JAVA'
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.util.List;
import java.util.Map;

class Ask {
  static String configured(String name, Object value) {
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      deserializer.configure(Map.of("schema.registry.url", "http://127.0.0.1:1", name, value), false);
      return "taken";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  public static void main(String[] args) {
    for (String name : List.of("latest.cache.ttl.sec", "missing.id.cache.ttl.sec", "missing.cache.size")) {
      System.out.printf(
          "%s: text %s, Integer %s, Long %s%n",
          name, configured(name, "60"), configured(name, 60), configured(name, 60L));
    }
  }
}
JAVA
timeout 120 java -cp 'lib/*' Ask.java 2>errors | tee seen || { tail -n 5 errors; set_up_failed "the program did not run"; }
grep -q "^latest.cache.ttl.sec: text taken" seen || no_longer "latest.cache.ttl.sec refuses text"
grep -q "^missing.id.cache.ttl.sec: text ClassCastException, Integer ClassCastException, Long taken" seen ||
  no_longer "missing.id.cache.ttl.sec takes what its neighbor takes"
still_surprising "missing.id.cache.ttl.sec takes a Long only, latest.cache.ttl.sec all but a Long"
