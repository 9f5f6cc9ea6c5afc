#!/usr/bin/env bash
# kafka-clients 4.4.0 (Java) on Kafka 4.4.0 with StandardAuthorizer
#
# One would guess: a right that is missing comes as an AuthorizationException that names the resource, as it does for a
# record (TopicAuthorizationException, with the topic) and for a group (GroupAuthorizationException), so code can tell it
# from what may heal.
# What happens: where READ on the topic is missing whose offsets a transaction commits (sendOffsetsToTransaction, and so
# Kafka Streams under exactly_once_v2), it is a bare KafkaException without a cause and without the topic's name. Only its
# message tells: "Unexpected error in TxnOffsetCommitResponse: Topic authorization failed." A program that ends on
# AuthorizationException and retries the rest retries for ever.
#
#   a record to a topic without WRITE: TopicAuthorizationException, topics [closed]
#   offsets of a topic without READ: KafkaException, cause null: Unexpected error in TxnOffsetCommitResponse: Topic authorization failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

start_kafka 4.4.0 authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer allow.everyone.if.no.acl.found=true
cat >Rights.java <<'JAVA'
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.StringSerializer;

@SuppressWarnings("removal")
class Rights {
  public static void main(String[] args) throws Exception {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", args[0]))) {
      admin.createTopics(List.of(new NewTopic("input", 1, (short) 1), new NewTopic("closed", 1, (short) 1))).all().get();
      admin.createAcls(List.of(denied("input", AclOperation.READ), denied("closed", AclOperation.WRITE))).all().get();
      while (admin.describeAcls(AclBindingFilter.ANY).values().get().size() < 2) Thread.sleep(100);
    }
    try (var producer = producer(args[0], "records")) {
      producer.send(new ProducerRecord<>("closed", "text")).get();
      System.out.println("  a record to a topic without WRITE: accepted");
    } catch (java.util.concurrent.ExecutionException e) {
      System.out.println("  a record to a topic without WRITE: " + e.getCause().getClass().getSimpleName()
          + (e.getCause() instanceof TopicAuthorizationException t ? ", topics " + t.unauthorizedTopics() : ""));
    }
    try (var producer = producer(args[0], "offsets")) {
      producer.sendOffsetsToTransaction(Map.of(new TopicPartition("input", 0), new OffsetAndMetadata(0)), new ConsumerGroupMetadata("group"));
      producer.commitTransaction();
      System.out.println("  offsets of a topic without READ: committed");
    } catch (RuntimeException e) {
      System.out.println("  offsets of a topic without READ: " + e.getClass().getSimpleName() + ", cause " + e.getCause() + ": " + e.getMessage());
    }
  }

  static AclBinding denied(String topic, AclOperation operation) {
    return new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.DENY));
  }

  static KafkaProducer<String, String> producer(String bootstrap, String transactionalId) {
    var producer = new KafkaProducer<String, String>(Map.of("bootstrap.servers", bootstrap, "transactional.id", transactionalId),
        new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    return producer;
  }
}
JAVA
run_java Rights.java "$bootstrap" | tee output
grep -q 'TopicAuthorizationException, topics \[closed\]' output || set_up_failed "a missing WRITE is not refused as expected"
grep -q 'without READ: KafkaException, cause null' output || no_longer "$(tail -n 1 output)"
still_surprising "the right that a transaction's offsets miss is told by a message alone"
