package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a secured broker lets pass, told by ordinary clients. */
class SecuredBrokerIT {

  private static final String PASSWORD = "of a test";

  private static Path dir;
  private static LocalCluster cluster;

  @BeforeAll
  static void start(@TempDir Path temporary) throws Exception {
    dir = temporary;
    cluster = LocalCluster.startSecured(dir);
    try (Admin admin = Admin.create(settings(Security.of(dir).ofAdmin()))) {
      var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion("writer", info, PASSWORD),
                  new UserScramCredentialUpsertion("nobody", info, PASSWORD)))
          .all()
          .get();
      admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      admin.createAcls(List.of(mayWrite("writer", "t"))).all().get();
    }
    // what the controller has written comes to the broker a moment later
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> topics(of("writer")).contains("t") && topics(of("nobody")).isEmpty());
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  void shouldTakeARecordWhenTheUserMayWrite() throws Exception {
    // When
    send(of("writer"));

    // Then
    try (Admin admin = Admin.create(settings(Security.of(dir).ofAdmin()))) {
      assertThat(admin.listTopics().names().get()).contains("t");
    }
  }

  @Test
  void shouldRefuseARecordWhenTheUserMayNotWrite() {
    // When
    assertThatThrownBy(() -> send(of("nobody")))

        // Then
        .hasCauseInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void shouldRefuseAConnectionWhenThePasswordIsWrong() {
    // When
    assertThatThrownBy(() -> topics(settings(Security.of(dir).ofUser("writer", "another"))))

        // Then
        .hasCauseInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void shouldNotBeTrustedWhenTheClientHasAnotherAuthority(@TempDir Path other) throws Exception {
    // Given
    Map<String, Object> settings = settings(Security.of(dir).ofAdmin());
    settings.put(
        "ssl.truststore.location", Security.ensure(other).ofAdmin().get("ssl.truststore.location"));

    // When
    assertThatThrownBy(() -> topics(settings))

        // Then
        .hasCauseInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void shouldKeepUsersAndRightsWhenRestarted() throws Exception {
    // Given
    cluster.close();

    // When
    cluster = LocalCluster.startSecured(dir);

    // Then
    send(of("writer"));
  }

  private static Map<String, Object> of(String user) throws IOException {
    return settings(Security.of(dir).ofUser(user, PASSWORD));
  }

  private static AclBinding mayWrite(String user, String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", AclOperation.WRITE, AclPermissionType.ALLOW));
  }

  private static void send(Map<String, Object> settings) throws Exception {
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("t", "key", "value")).get();
    }
  }

  private static Set<String> topics(Map<String, Object> settings)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      return admin.listTopics().names().get();
    }
  }

  private static Map<String, Object> settings(Map<String, String> security) {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put("bootstrap.servers", cluster.bootstrapServers());
    return settings;
  }
}
