package dev.sluice.client;

import dev.sluice.access.Right;
import dev.sluice.access.Rights;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.wire.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What a command does to which topics: it needs no others, and no other rights.
 *
 * @param role that may do it
 */
public record TopicUses(Role role, List<String> read, List<String> written) {

  public TopicUses {
    read = List.copyOf(read);
    written = List.copyOf(written);
  }

  /** Publishes requests and reads what comes of them. */
  public static TopicUses requests(TopicNames names) {
    return new TopicUses(
        Role.CLIENT,
        List.of(names.polling(), names.results(), names.errors()),
        List.of(names.requests()));
  }

  /** Looks at tenants' policies. */
  public static TopicUses policies(TopicNames names) {
    return new TopicUses(Role.OPERATOR, List.of(names.tenants()), List.of());
  }

  /** Reads what was asked and decided. */
  public static TopicUses history(TopicNames names) {
    return new TopicUses(
        Role.REPLAY,
        List.of(
            names.requests(), names.polling(), names.results(), names.errors(), names.tenants()),
        List.of());
  }

  /** Looks at tenants' policies, and publishes them. */
  public static TopicUses changes(TopicNames names) {
    return new TopicUses(Role.OPERATOR, List.of(names.tenants()), List.of(names.tenants()));
  }

  /** The same, of topics that a gateway creates for its stores. */
  TopicUses reading(List<String> more) {
    return new TopicUses(role, Stream.concat(read.stream(), more.stream()).toList(), written);
  }

  /**
   * @throws IllegalArgumentException if the role has no right to one of them
   */
  public List<Right> rights(Settings settings) {
    List<Right> all = new Rights(settings).of(role);
    List<Right> rights = new ArrayList<>();
    read.forEach(topic -> rights.add(right(all, topic, AclOperation.READ)));
    written.forEach(topic -> rights.add(right(all, topic, AclOperation.WRITE)));
    return rights;
  }

  private Right right(List<Right> all, String topic, AclOperation operation) {
    return all.stream()
        .filter(right -> right.name().equals(topic) && right.operations().contains(operation))
        .findFirst()
        .map(right -> right.only(Set.of(operation)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a " + role.label() + " may not " + operation + " " + topic));
  }
}
