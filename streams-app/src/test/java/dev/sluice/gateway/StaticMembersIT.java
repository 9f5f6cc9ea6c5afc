package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StaticMembersIT {
  private static final String GROUP = "static-members";

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();

  @Test
  void shouldTakeOnlyTheDeadThreadOutOfTheGroup() throws Exception {
    // Given
    Map<String, Object> kafka = Map.of("bootstrap.servers", CLUSTER.bootstrapServers());
    try (Admin admin = Admin.create(kafka)) {
      admin.createTopics(List.of(new NewTopic(GROUP, 1, (short) 1))).all().get();
      join("gateway-1");
      StaticMembers members = new StaticMembers(kafka, GROUP, "gateway");

      // When
      members.leave("client-StreamThread-2");
      List<String> whenAnotherDied = members(admin);
      members.leave("client-StreamThread-1");

      // Then
      assertThat(whenAnotherDied).containsExactly("gateway-1");
      assertThat(members(admin)).isEmpty();
    }
  }

  /** A static member, which stays in the group for its session when its consumer closes. */
  private static void join(String member) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            CLUSTER.bootstrapServers(),
            "group.id",
            GROUP,
            "group.instance.id",
            member,
            "session.timeout.ms",
            300_000,
            "max.poll.interval.ms",
            300_000);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(GROUP));
      RealCluster.await()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.groupMetadata().generationId() > 0;
              });
    }
  }

  private static List<String> members(Admin admin) throws Exception {
    return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
        .flatMap(group -> group.members().stream())
        .map(MemberDescription::groupInstanceId)
        .flatMap(Optional::stream)
        .toList();
  }
}
