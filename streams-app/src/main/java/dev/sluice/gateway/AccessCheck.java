package dev.sluice.gateway;

import dev.sluice.access.Right;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks a broker which of its rights a principal lacks. Of what isn't there yet, a topic, a group or
 * a transactional ID, a broker only says whether it may be described: then one of READ and WRITE
 * alone is not missed. Blocks on the broker; any thread.
 */
public record AccessCheck(Admin admin) {

  /**
   * What was found.
   *
   * @param missing with those of its operations that the principal lacks
   * @param absent topics that may be described, and are not there
   */
  public record Found(List<Right> missing, Set<String> absent) {}

  public Found of(List<Right> rights) throws ExecutionException, InterruptedException {
    List<Right> onTopics = ofType(rights, ResourceType.TOPIC);
    Map<String, KafkaFuture<TopicDescription>> topics =
        describe(onTopics.stream().map(Right::example).collect(Collectors.toSet()));
    OtherAccess others = OtherAccess.ask(admin, rights);
    List<Right> missing = new ArrayList<>();
    Set<String> absent = new TreeSet<>();
    Map<Right, String> toCreate = new LinkedHashMap<>();
    for (Right right : onTopics) {
      Optional<TopicDescription> topic = Optional.empty();
      try {
        topic = present(Objects.requireNonNull(topics.get(right.example())));
      } catch (TopicAuthorizationException refused) {
        missing.add(right);
        continue;
      }
      if (topic.isPresent()) {
        right.lackedBy(topic.get().authorizedOperations()).ifPresent(missing::add);
      } else {
        absent.add(right.example());
        if (right.operations().contains(AclOperation.CREATE)) {
          toCreate.put(right, right.example());
        }
      }
    }
    Set<String> refused = refusedToCreate(toCreate.values());
    toCreate.forEach(
        (right, topic) -> {
          if (refused.contains(topic)) {
            missing.add(right.only(Set.of(AclOperation.CREATE)));
          }
        });
    missing.addAll(others.missing());
    return new Found(List.copyOf(missing), absent);
  }

  private static List<Right> ofType(List<Right> rights, ResourceType type) {
    return rights.stream().filter(right -> right.type() == type).toList();
  }

  private Map<String, KafkaFuture<TopicDescription>> describe(Set<String> names) {
    return admin
        .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues();
  }

  private static Optional<TopicDescription> present(KafkaFuture<TopicDescription> topic)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(topic.get());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      if (failed.getCause() instanceof TopicAuthorizationException refused) {
        throw refused;
      }
      throw failed;
    }
  }

  /** Creates nothing. */
  private Set<String> refusedToCreate(Collection<String> names) throws InterruptedException {
    Set<String> refused = new TreeSet<>();
    if (names.isEmpty()) {
      return refused;
    }
    List<NewTopic> topics =
        names.stream()
            .distinct()
            .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
            .toList();
    for (var topic :
        admin
            .createTopics(topics, new CreateTopicsOptions().validateOnly(true))
            .values()
            .entrySet()) {
      try {
        topic.getValue().get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof TopicAuthorizationException) {
          refused.add(topic.getKey());
        }
      }
    }
    return refused;
  }
}
