package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.access.KafkaFault.Away;
import dev.sluice.access.KafkaFault.Kind;
import dev.sluice.access.KafkaFault.Refused;
import dev.sluice.access.KafkaFault.Unforeseen;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFaultsTest {
  private static final KafkaFaults FAULTS =
      new KafkaFaults(
          Map.of(
              "bootstrap.servers", "broker:9092",
              "security.protocol", "SASL_SSL",
              "ssl.truststore.location", "/etc/trust.p12",
              "ssl.truststore.password", "12",
              "sasl.jaas.config", "a b=c;"),
          new Rights(SampleSettings.of("")).of(Role.GATEWAY));

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            new ExecutionException(new SaslAuthenticationException("invalid credentials")),
            Kind.AUTHENTICATION,
            "kafka.sasl.jaas.config"),
        arguments(
            new UnsupportedSaslMechanismException("'PLAIN' not enabled, enabled are [SCRAM]"),
            Kind.AUTHENTICATION,
            "kafka.sasl.mechanism: 'PLAIN' not enabled"),
        arguments(
            new ExecutionException(
                new SslAuthenticationException(
                    "SSL handshake failed",
                    new SSLHandshakeException("PKIX path building failed")
                        .initCause(
                            new CertPathBuilderException(
                                "unable to find valid certification path")))),
            Kind.AUTHENTICATION,
            "its authority has to be in kafka.ssl.truststore.location"),
        arguments(
            new StreamsException(new TopicAuthorizationException(Set.of("sluice.attempts"))),
            Kind.AUTHORIZATION,
            "READ, WRITE, DESCRIBE_CONFIGS topic sluice.attempts; grant it: kafka-acls.sh"),
        arguments(
            new TopicAuthorizationException(Set.of("sluice-limits-changelog")),
            Kind.AUTHORIZATION,
            "--topic sluice- --resource-pattern-type prefixed"),
        arguments(
            new StreamsException(
                new KafkaException(
                    "Unexpected error in TxnOffsetCommitResponse: Topic authorization failed.")),
            Kind.AUTHORIZATION,
            "`sluice topics --check` names it"),
        arguments(
            GroupAuthorizationException.forGroupId("sluice"),
            Kind.AUTHORIZATION,
            "--operation READ --group sluice"),
        arguments(
            new StreamsException(new TransactionalIdAuthorizationException("failed.")),
            Kind.AUTHORIZATION,
            "--operation WRITE --transactional-id sluice- --resource-pattern-type prefixed"),
        arguments(
            new ClusterAuthorizationException("Cluster authorization failed."),
            Kind.AUTHORIZATION,
            "WRITE topic sluice.requests"),
        arguments(
            new ExecutionException(new InvalidReplicationFactorException("only 3 registered")),
            Kind.REPLICATION_FACTOR,
            "only 3 registered"),
        arguments(
            new StreamsException(new FencedInstanceIdException("fenced")),
            Kind.INSTANCE,
            "`instance`"),
        arguments(
            new ConfigException("security.protocol", "SASL_SLS", "must be one of SASL_SSL"),
            Kind.SETTINGS,
            "security.protocol"),
        arguments(
            unmakeable(
                new KafkaException(
                    "Failed to load SSL keystore /etc/trust.p12 of type PKCS12",
                    new NoSuchFileException("/etc/trust.p12"))),
            Kind.SETTINGS,
            "kafka.ssl.truststore.location can't be used: NoSuchFileException"),
        arguments(
            unmakeable(
                new KafkaException(
                    "Failed to load SSL keystore /etc/trust.p12 of type PKCS12",
                    new IOException("keystore password was incorrect"))),
            Kind.SETTINGS,
            "the store's password is a setting beside it"),
        arguments(
            unmakeable(
                new IllegalArgumentException("JAAS config entry not terminated by semi-colon")),
            Kind.SETTINGS,
            "kafka.sasl.jaas.config can't be used"),
        arguments(
            unmakeable(new KafkaException(new LoginException("No LoginModule found for X"))),
            Kind.SETTINGS,
            "No LoginModule found for X"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void shouldNameWhatIsRefused(Throwable thrown, Kind kind, String words) {
    // When
    KafkaFault fault = FAULTS.of(thrown);

    // Then
    assertThat(fault).isInstanceOf(Refused.class);
    assertThat(((Refused) fault).kind()).isEqualTo(kind);
    assertThat(fault.line()).contains(words).doesNotContain("\n");
  }

  static Stream<Throwable> outages() {
    return Stream.of(
        new TimeoutException("Timed out waiting for a node assignment."),
        new java.util.concurrent.TimeoutException(),
        new StreamsException(new NotEnoughReplicasException("1 of 2")),
        new ExecutionException(new CoordinatorLoadInProgressException("loading")),
        unmakeable(new ConfigException("No resolvable bootstrap urls given in bootstrap.servers")));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void shouldWaitForWhatTimeMayHeal(Throwable thrown) {
    // When
    KafkaFault fault = FAULTS.of(thrown);

    // Then
    assertThat(fault).isInstanceOf(Away.class);
  }

  @Test
  void shouldTakeNothingElseForARefusal() {
    // When
    KafkaFault fault = FAULTS.of(new StreamsException(new IllegalStateException("a bug")));

    // Then
    assertThat(fault).isEqualTo(new Unforeseen("IllegalStateException: a bug"));
  }

  @Test
  void shouldShowNoPartOfAPasswordWhenAJaasLineIsCutInTheWrongPlace() {
    // When
    KafkaFault fault =
        FAULTS.of(
            unmakeable(
                new IllegalArgumentException(
                    "Value not specified for key 'rest-of-the-password' in JAAS config")));

    // Then
    assertThat(fault.line()).contains("kafka.sasl.jaas.config").doesNotContain("rest-of");
  }

  @Test
  void shouldKnowAClientThatHasEnded() {
    // When
    List<Boolean> ended =
        Stream.of(
                new IllegalStateException("Cannot accept new calls when AdminClient is closing."),
                new TimeoutException("The AdminClient thread has exited. Call: listNodes"),
                new TimeoutException("Timed out waiting for a node assignment."))
            .map(failed -> KafkaFaults.isEnded(new ExecutionException(failed)))
            .toList();

    // Then
    assertThat(ended).containsExactly(true, true, false);
  }

  private static Throwable unmakeable(Throwable cause) {
    return new KafkaException(
        "Failed to create new KafkaAdminClient",
        new KafkaException("Failed to create new NetworkClient", cause));
  }
}
