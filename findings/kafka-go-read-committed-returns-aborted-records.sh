#!/usr/bin/env bash
# segmentio/kafka-go 0.4.51 (Go) against Kafka 4.3.1
#
# One would guess: a Reader with IsolationLevel: ReadCommitted returns the records of committed transactions only.
# What happens: it returns the aborted records as well, and every commit and abort marker as a message of its own,
# with a key of four bytes and six zero bytes as its value. The isolation level only bounds how far the broker lets
# it read (the last stable offset); the client never looks at the list of aborted transactions in the fetch response.
#
#   offset 0 key "k" value "aborted"
#   offset 1 key "\x00\x00\x00\x00" value "\x00\x00\x00\x00\x00\x00"
#   offset 2 key "k" value "committed"
#   offset 3 key "\x00\x00\x00\x01" value "\x00\x00\x00\x00\x00\x00"
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

mkdir reader && cd reader
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/segmentio/kafka-go"
)

func main() {
	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: os.Args[1:2], Topic: "facts", IsolationLevel: kafka.ReadCommitted, MaxWait: time.Second})
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	for {
		m, err := reader.ReadMessage(ctx)
		if err != nil {
			return
		}
		fmt.Printf("offset %d key %q value %q\n", m.Offset, m.Key, m.Value)
	}
}
GO
go_modules github.com/segmentio/kafka-go@v0.4.51
cd ..

start_kafka 4.3.1
cat >Write.java <<'JAVA'
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

class Write {
  public static void main(String[] args) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", args[0]);
    try (var admin = Admin.create(config)) {
      admin.createTopics(List.of(new NewTopic("facts", 1, (short) 1))).all().get();
    }
    config = Map.of("bootstrap.servers", args[0], "transactional.id", "writer");
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("facts", "k", "aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("facts", "k", "committed"));
      producer.commitTransaction();
    }
  }
}
JAVA
set_up run_java Write.java "$bootstrap"

reader/program "$bootstrap" | tee seen
grep -q '"committed"' seen || set_up_failed "the committed record was not read"
grep -q '"aborted"' seen && grep -q 'x00\\x00\\x00\\x00\\x00\\x00"$' seen || no_longer "aborted records and markers are filtered"
still_surprising "ReadCommitted returned an aborted record, and markers as messages"
