package dev.sluice.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/** Says which rights are missing, and how to grant them: one line for each resource. */
public record MissingRights(String bootstrapServers) {

  /** For rights that a broker was asked about. */
  public String lines(Collection<Right> missing) {
    return missing.stream()
        .map(right -> "the principal may not " + right.describe() + grant(List.of(right)))
        .collect(Collectors.joining("\n"));
  }

  /** A refusal names the resource at most, never the operation. */
  String line(AuthorizationException refused, List<Right> rights) {
    if (refused instanceof TopicAuthorizationException topics
        && !topics.unauthorizedTopics().isEmpty()) {
      Set<String> names = topics.unauthorizedTopics();
      return line(
          "topic " + String.join(", ", names),
          rights,
          right -> right.type() == ResourceType.TOPIC && names.stream().anyMatch(covers(right)));
    }
    if (refused instanceof GroupAuthorizationException group) {
      String name = group.groupId();
      return line(
          name == null ? "its group" : "group " + name,
          rights,
          right ->
              right.type() == ResourceType.GROUP && (name == null || covers(right).test(name)));
    }
    if (refused instanceof TransactionalIdAuthorizationException) {
      return line(
          "transactional IDs", rights, right -> right.type() == ResourceType.TRANSACTIONAL_ID);
    }
    if (refused instanceof ClusterAuthorizationException) {
      // what a producer is told that may write no topic at all
      return line(
          "any topic as a producer",
          rights.stream().map(right -> right.only(Set.of(AclOperation.WRITE))).toList(),
          right -> right.type() == ResourceType.TOPIC && !right.operations().isEmpty());
    }
    return "the principal lacks a right: "
        + refused.getMessage()
        + "; `sluice topics --check` names it, `sluice acls` prints what grants it";
  }

  private String line(String what, List<Right> rights, Predicate<Right> concerned) {
    List<Right> needed = rights.stream().filter(concerned).toList();
    if (needed.isEmpty()) {
      return "the principal may not use " + what + "; `sluice acls` prints what grants it";
    }
    return "the principal may not use "
        + what
        + " as it has to; needed: "
        + needed.stream().map(Right::describe).collect(Collectors.joining("; "))
        + grant(needed);
  }

  private String grant(List<Right> rights) {
    AclCommands commands = new AclCommands(bootstrapServers, AclCommands.ANYBODY);
    return "; grant it: " + rights.stream().map(commands::grant).collect(Collectors.joining("; "));
  }

  /** Whoever may not create a topic is told no more than that, not even by the exception. */
  public String create(String topic, List<Right> rights) {
    List<Right> needed =
        rights.stream()
            .filter(right -> right.type() == ResourceType.TOPIC && covers(right).test(topic))
            .map(right -> right.only(Set.of(AclOperation.CREATE)))
            .toList();
    return line("topic " + topic, needed, right -> !right.operations().isEmpty());
  }

  private static Predicate<String> covers(Right right) {
    return right.isPrefix() ? name -> name.startsWith(right.name()) : right.name()::equals;
  }
}
