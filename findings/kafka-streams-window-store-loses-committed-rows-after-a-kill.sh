#!/usr/bin/env bash
# Kafka Streams 4.4.0 (Java) on Kafka 4.4.0; at_least_once does the same since 4.3
#
# One would guess: after kill -9 a persistent store has every committed row again: what had not reached the disk is
# restored from the changelog, and transactional state stores (KIP-892) need no full restore for it.
# What happens: a window store is several RocksDB instances, one a segment, each with its own write buffer, and nothing
# is flushed at a commit. After a kill the store restores from the offset of the newest segment that has one
# (KIP-1035, KAFKA-20663), so rows of older segments that were only in their buffers are gone: no error, no log line.
# It takes one segment (12 h here) with fewer rows than its 16 MB buffer. Under plain exactly_once_v2 the store is wiped
# and restored as a whole. Key-value stores aren't concerned.
#
#   at_least_once: older segment: 0 of 500 rows, newer segment: 25000 of 25000
#   exactly_once_v2 with enable.transactional.statestores: older segment: 0 of 500 rows, newer segment: 25000 of 25000
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

jars application org.apache.kafka:kafka-streams:4.4.0 org.slf4j:slf4j-simple:1.7.36
start_kafka 4.4.0
classpath='application/*'
try() {
  echo "$1:"
  run_java "$library/TwoSegments.java" "$bootstrap" "$1" write "${@:2}" | tee written
  grep -q 'committed up to offset 255' written || set_up_failed "the rows were not committed"
  run_java "$library/TwoSegments.java" "$bootstrap" "$1" read "${@:2}" | tee "read-$1"
  grep -q 'newer segment: 25000 of' "read-$1" || set_up_failed "the newer segment is not complete"
}
try at-least-once processing.guarantee=at_least_once
try transactional processing.guarantee=exactly_once_v2 enable.transactional.statestores=true
grep -q 'older segment: 500 of' read-at-least-once && no_longer "at_least_once keeps the older segment"
grep -q 'older segment: 500 of' read-transactional && no_longer "transactional stores keep the older segment"
still_surprising "committed rows of the older segment are gone, without a word"
