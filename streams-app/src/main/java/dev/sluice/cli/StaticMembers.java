package dev.sluice.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the membership of a stream thread that died out of the group. A static member does not
 * leave by itself, and the thread that replaces it is another member: without this the partitions
 * of the dead one would wait for the end of its session. Called on the thread that dies.
 */
final class StaticMembers {
  private static final Logger log = LoggerFactory.getLogger(StaticMembers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Kafka Streams ends a member's name with the number of its thread. */
  private static final Pattern THREAD = Pattern.compile(".*-StreamThread-(\\d+)");

  private final Map<String, Object> adminConfig;
  private final String group;
  private final String instance;

  StaticMembers(Map<String, Object> adminConfig, String group, String instance) {
    this.adminConfig = adminConfig;
    this.group = group;
    this.instance = instance;
  }

  /** Where that fails, the session's end does it. */
  void leave(String threadName) {
    Matcher thread = THREAD.matcher(threadName);
    if (!thread.matches()) {
      return;
    }
    String member = instance + "-" + thread.group(1);
    Admin admin = Admin.create(adminConfig);
    try {
      admin
          .removeMembersFromConsumerGroup(
              group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(member))))
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException notNow) {
      log.warn(
          "member {} stays in the group until its session ends: {}", member, notNow.toString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      // a patient one would wait for the answer of a broker that is away, for a minute
      admin.close(Duration.ZERO);
    }
  }
}
