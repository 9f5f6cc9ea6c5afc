package dev.sluice.gateway;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import dev.sluice.gateway.SecuredCluster.Right;
import dev.sluice.wire.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** The rights that docs/deploy.md names, by who needs them. */
record DocumentedRights(TopicNames topics, String applicationId) {

  List<Right> gateway() {
    List<Right> rights = new ArrayList<>();
    topics.all().forEach(topic -> rights.addAll(topic(topic, DESCRIBE, DESCRIBE_CONFIGS, WRITE)));
    topics.all().stream()
        .filter(topic -> !topic.equals(topics.deadLetters()))
        .forEach(topic -> rights.addAll(topic(topic, READ)));
    for (AclOperation operation : List.of(CREATE, READ, WRITE, DESCRIBE_CONFIGS)) {
      rights.add(new Right(TOPIC, applicationId + "-", PREFIXED, operation));
    }
    for (String group : List.of(applicationId, applicationId + "-webhooks")) {
      for (AclOperation operation : List.of(READ, DESCRIBE, DELETE)) {
        rights.add(new Right(GROUP, group, LITERAL, operation));
      }
    }
    for (AclOperation operation : List.of(WRITE, DESCRIBE)) {
      rights.add(new Right(TRANSACTIONAL_ID, applicationId + "-", PREFIXED, operation));
    }
    return rights;
  }

  /** Of whoever runs {@code sluice topics}. */
  List<Right> creator() {
    return topics.all().stream()
        .flatMap(topic -> topic(topic, CREATE, DESCRIBE, DESCRIBE_CONFIGS).stream())
        .toList();
  }

  List<Right> client() {
    return Stream.of(
            topic(topics.requests(), WRITE),
            topic(topics.commands(), WRITE),
            topic(topics.polling(), READ),
            topic(topics.results(), READ),
            topic(topics.errors(), READ))
        .flatMap(List::stream)
        .toList();
  }

  List<Right> operator() {
    List<Right> rights = new ArrayList<>(topic(topics.tenants(), READ, WRITE));
    rights.addAll(topic(topics.deadLetters(), READ));
    // its commands look whether these are there
    for (String topic :
        List.of(topics.requests(), topics.polling(), topics.results(), topics.errors())) {
      rights.addAll(topic(topic, DESCRIBE));
    }
    // what tenants have used
    rights.add(new Right(TOPIC, applicationId + "-", PREFIXED, READ));
    return rights;
  }

  private static List<Right> topic(String name, AclOperation... operations) {
    return Stream.of(operations).map(operation -> Right.topic(name, operation)).toList();
  }
}
