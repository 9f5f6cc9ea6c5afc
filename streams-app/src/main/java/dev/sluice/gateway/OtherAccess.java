package dev.sluice.gateway;

import dev.sluice.access.Right;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/** Asks about groups and transactional IDs; the answers are collected later. */
final class OtherAccess {
  /** Their coordinators may be moving, or may not be there before somebody has used one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<Right, KafkaFuture<Set<AclOperation>>> questions = new LinkedHashMap<>();

  private OtherAccess() {}

  static OtherAccess ask(Admin admin, List<Right> rights) {
    OtherAccess asked = new OtherAccess();
    for (Right right : rights) {
      if (right.type() == ResourceType.GROUP) {
        asked.questions.put(right, group(admin, right));
      } else if (right.type() == ResourceType.TRANSACTIONAL_ID) {
        // there is no call for its operations
        asked.questions.put(
            right,
            admin
                .describeTransactions(Set.of(right.example()))
                .description(right.example())
                .thenApply(there -> Set.copyOf(right.operations())));
      }
    }
    return asked;
  }

  private static KafkaFuture<Set<AclOperation>> group(Admin admin, Right right) {
    Set<String> group = Set.of(right.name());
    // only groups of the streams protocol have settings
    return right.operations().contains(AclOperation.ALTER_CONFIGS)
        ? only(admin
                .describeStreamsGroups(
                    group, new DescribeStreamsGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups())
            .thenApply(described -> described.authorizedOperations())
        : only(admin
                .describeConsumerGroups(
                    group, new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups())
            .thenApply(described -> described.authorizedOperations());
  }

  private static <T> KafkaFuture<T> only(Map<String, KafkaFuture<T>> answers) {
    return answers.values().iterator().next();
  }

  List<Right> missing() throws InterruptedException {
    List<Right> missing = new ArrayList<>();
    long until = System.nanoTime() + PATIENCE.toNanos();
    for (Map.Entry<Right, KafkaFuture<Set<AclOperation>>> question : questions.entrySet()) {
      Right right = question.getKey();
      try {
        Set<AclOperation> authorized =
            question.getValue().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        right.lackedBy(authorized).ifPresent(missing::add);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof AuthorizationException) {
          missing.add(right);
        }
        // what isn't there yet, or can't be asked for now: whoever uses it will be told
      } catch (TimeoutException later) {
        return missing;
      }
    }
    return missing;
  }
}
