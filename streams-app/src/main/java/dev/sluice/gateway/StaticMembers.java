package dev.sluice.gateway;

import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the memberships of dead stream threads from the group. A static member does not leave
 * automatically, and the thread that replaces it is another member: without this the partitions of
 * the dead one would wait for the end of its session. Any thread.
 */
final class StaticMembers {
  private static final Logger log = LoggerFactory.getLogger(StaticMembers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Kafka Streams ends a member's name with the number of its thread. */
  private static final Pattern THREAD = Pattern.compile(".*-StreamThread-(\\d+)");

  private final Map<String, Object> adminConfig;
  private final String group;
  private final String instance;
  private final LogLimiter lines = new LogLimiter();

  StaticMembers(Map<String, Object> adminConfig, String group, String instance) {
    this.adminConfig = adminConfig;
    this.group = group;
    this.instance = instance;
  }

  private interface Members {
    Set<String> in(Admin admin) throws ExecutionException, TimeoutException, InterruptedException;
  }

  /** If that fails, the session's end does it. */
  void leave(String threadName) {
    Matcher thread = THREAD.matcher(threadName);
    if (thread.matches()) {
      remove(admin -> Set.of(instance + "-" + thread.group(1)));
    }
  }

  /** Removes all threads of this process, none of which may run any more. */
  void leave() {
    Pattern ours = Pattern.compile(Pattern.quote(instance) + "-\\d+");
    remove(
        admin ->
            admin
                .describeConsumerGroups(Set.of(group))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(described -> described.members().stream())
                .flatMap(member -> member.groupInstanceId().stream())
                .filter(ours.asMatchPredicate())
                .collect(Collectors.toSet()));
  }

  private void remove(Members which) {
    Admin admin = null;
    try {
      admin = Admin.create(adminConfig);
      Set<String> members = which.in(admin);
      // an empty set would mean the whole group
      if (!members.isEmpty()) {
        admin
            .removeMembersFromConsumerGroup(
                group,
                new RemoveMembersFromConsumerGroupOptions(
                    members.stream().map(MemberToRemove::new).toList()))
            .all()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException | KafkaException notNow) {
      lines.warn(
          log,
          "group",
          "dead members of %s stay in the group until their sessions expire: %s"
              .formatted(instance, notNow));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      if (admin != null) {
        // a longer timeout would wait a minute for a broker that is away
        admin.close(Duration.ZERO);
      }
    }
  }
}
