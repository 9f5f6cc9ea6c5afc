package dev.sluice.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.sluice.config.GroupProtocol;
import dev.sluice.config.Settings;
import dev.sluice.topology.LimiterChangelogs;
import dev.sluice.wire.TopicNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that each role needs, and no others: the only list of them. What the docs say, what
 * {@code sluice acls} prints and what is asked for at start follow from it.
 */
public record Rights(Settings settings) {

  public List<Right> of(Role role) {
    return switch (role) {
      case GATEWAY -> gateway();
      case CLIENT -> client();
      case OPERATOR -> operator();
      case REPLAY -> replay();
      case TOPICS -> topics();
    };
  }

  private List<Right> gateway() {
    TopicNames names = names();
    String webhooks = settings.webhooksApplicationId();
    List<Right> rights = new ArrayList<>();
    boolean sendsWebhooks = settings.webhooks().isOn();
    Set<String> read = new HashSet<>(names.inputs());
    read.addAll(List.of(names.deltas(), names.files(), names.batches()));
    if (sendsWebhooks) {
      read.add(names.budgets());
    }
    // by batches
    read.addAll(List.of(names.polling(), names.results(), names.errors()));
    names.all().stream()
        .map(name -> read.contains(name) ? ofGateway(name, READ, WRITE) : ofGateway(name, WRITE))
        .forEach(rights::add);
    rights.add(changelogs("its stores are kept there", CREATE, READ, WRITE, DESCRIBE_CONFIGS));
    rights.add(ofGroup());
    if (sendsWebhooks) {
      rights.add(
          Right.on(
              ResourceType.GROUP,
              webhooks,
              List.of(READ),
              "its processes share the webhooks through it"));
    }
    rights.add(
        new Right(
            ResourceType.TRANSACTIONAL_ID,
            PatternType.PREFIXED,
            ofApplication(),
            ofApplication() + "example",
            List.of(WRITE),
            "each commit is a transaction"));
    return List.copyOf(rights);
  }

  private Right ofGateway(String topic, AclOperation... operations) {
    Stream<AclOperation> setUp =
        settings.topics().create()
            ? Stream.of(DESCRIBE_CONFIGS, CREATE)
            : Stream.of(DESCRIBE_CONFIGS);
    return Right.on(
        ResourceType.TOPIC,
        topic,
        Stream.concat(Stream.of(operations), setUp).toList(),
        "it works on the topic, and checks its settings at start");
  }

  private Right ofGroup() {
    return settings.group().protocol() == GroupProtocol.CLASSIC
        ? Right.on(
            ResourceType.GROUP,
            settings.applicationId(),
            List.of(READ),
            "its processes share the partitions through it")
        : Right.on(
            ResourceType.GROUP,
            settings.applicationId(),
            List.of(READ, ALTER_CONFIGS),
            "its processes share the partitions through it, and it has group.standbys");
  }

  private List<Right> client() {
    TopicNames names = names();
    return List.of(
        onTopic(names.requests(), WRITE, "publishes requests"),
        onTopic(names.commands(), WRITE, "cancels and deletes"),
        onTopic(names.polling(), READ, "sees what was accepted"),
        onTopic(names.results(), READ, "sees answers"),
        onTopic(names.errors(), READ, "sees rejections and failures"));
  }

  private List<Right> operator() {
    LimiterChangelogs changelogs = new LimiterChangelogs(settings.applicationId());
    return List.of(
        Right.on(
            ResourceType.TOPIC,
            names().tenants(),
            List.of(READ, WRITE),
            "looks at policies (READ), changes them and resets clocks (WRITE)"),
        onTopic(changelogs.limits(), READ, "`sluice tenants usage`"),
        onTopic(changelogs.clocks(), READ, "`sluice tenants usage` and `reset-clock`"),
        onTopic(names().deadLetters(), READ, "looks into dead letters"),
        onTopic(names().budgets(), READ, "sees which limits are nearly used up"));
  }

  private List<Right> replay() {
    TopicNames names = names();
    return List.of(
        onTopic(names.requests(), READ, "reads what was asked: when, by whom, of which model"),
        onTopic(names.polling(), READ, "reads what was decided"),
        onTopic(names.errors(), READ, "reads what was decided"),
        onTopic(names.results(), READ, "reads what was used"),
        onTopic(names.tenants(), READ, "reads policies older than the record"));
  }

  private List<Right> topics() {
    List<Right> rights = new ArrayList<>();
    names().all().stream()
        .map(
            name ->
                Right.on(
                    ResourceType.TOPIC,
                    name,
                    List.of(CREATE, DESCRIBE, DESCRIBE_CONFIGS),
                    "creates the topic (CREATE), and checks it"))
        .forEach(rights::add);
    rights.add(changelogs("checks the size of their records", DESCRIBE, DESCRIBE_CONFIGS));
    return List.copyOf(rights);
  }

  /** A name in the middle of which something varies can't be said in an ACL, only a prefix. */
  private Right changelogs(String why, AclOperation... operations) {
    return new Right(
        ResourceType.TOPIC,
        PatternType.PREFIXED,
        ofApplication(),
        new LimiterChangelogs(settings.applicationId()).limits(),
        List.of(operations),
        why);
  }

  private static Right onTopic(String name, AclOperation operation, String why) {
    return Right.on(ResourceType.TOPIC, name, List.of(operation), why);
  }

  /** What the names of changelogs and transactional IDs begin with, the webhooks' included. */
  private String ofApplication() {
    return settings.applicationId() + "-";
  }

  private TopicNames names() {
    return new TopicNames(settings.topics().prefix());
  }
}
