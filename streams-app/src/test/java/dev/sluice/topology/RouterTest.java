package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static dev.sluice.topology.RoutedGateway.PARTITIONS;
import static dev.sluice.topology.RoutedGateway.key;
import static dev.sluice.topology.RoutedGateway.wrong;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policies;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.SignatureRule;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.ReroutedFrom;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records that a client's partitioner puts anywhere. */
class RouterTest {
  private static final TopicNames TOPICS = GatewayHarness.TOPICS;
  private static final String TENANT = "acme";

  private final RoutedGateway gateway = new RoutedGateway(perMinute(0, 3));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAdmitAsManyAsTheLimitAllowsWhenRequestsAreInAllPartitions(boolean listed) {
    // Given
    if (listed) {
      policy(TenantPartition.of(TENANT, PARTITIONS), 1, 3);
    }

    // When
    for (int i = 0; i < 24; i++) {
      gateway.publishes(i % PARTITIONS, TENANT, request("r-" + i, "chat"));
    }

    // Then
    assertThat(accepted()).hasSize(3);
    assertThat(errors()).hasSize(21);
    assertThat(gateway.rerouted).hasSize(18);
    assertThat(gateway.operators.rerouted).hasSize(18).containsOnly(TOPICS.requests());
    assertThat(accepted())
        .extracting(event -> event.getSource().getPartition())
        .containsOnly(TenantPartition.of(TENANT, PARTITIONS));
  }

  @Test
  void shouldAcceptNothingUnsignedInAnyPartitionWhenThePolicyDemandsSignatures() {
    // Given
    String signer = "signer";
    SignatureRule required = new SignatureRule(true, List.of());
    int home = TenantPartition.of(signer, PARTITIONS);
    gateway.writes(
        TOPICS.tenants(),
        home,
        signer,
        PolicyRecords.toRecord(Policies.with(Policy.of(1, List.of()), required)).build());

    // When
    for (int partition = 0; partition < PARTITIONS; partition++) {
      gateway.publishes(partition, signer, request("unsigned-" + partition, "chat"));
      dev.sluice.call.Request signed = request("signed-" + partition, "chat");
      String signature = Signers.SIGNATURES.sign(signer, gateway.bytes(signed)).orElseThrow();
      gateway.publishesSigned(partition, signer, signed, signature);
    }

    // Then
    assertThat(accepted())
        .extracting(PollingEvent::getRequestId)
        .containsExactly("signed-0", "signed-1", "signed-2", "signed-3");
    assertThat(errors()).extracting(error -> error.getFailure().getStatus()).containsOnly(401);
  }

  @Test
  void shouldCallOnceWhenTheSameRequestIsInEveryPartition() {
    // When
    for (int partition = 0; partition < PARTITIONS; partition++) {
      gateway.publishes(partition, TENANT, request("r-1", "chat"));
    }

    // Then
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    assertThat(accepted())
        .extracting(PollingEvent::getRepeat)
        .containsExactly(false, true, true, true);
    assertThat(accepted()).extracting(PollingEvent::getPollingId).containsOnly(pollingId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "münchen", "東京", "no UTF-8"})
  void shouldRerouteKeyValueAndHeadersAsTheyAre(String name) {
    // Given
    byte[] key = name.equals("no UTF-8") ? new byte[] {'a', (byte) 0xff, (byte) 0xfe} : key(name);
    byte[] value = {0, 0, 0, 99, 99, (byte) 0xff};
    Headers headers = new RecordHeaders();
    headers.add("traceparent", key("00-1-2-01")).add("twice", new byte[] {1});
    headers.add("empty", null).add("twice", new byte[] {(byte) 0xff});
    int home = TenantPartition.of(new String(key, UTF_8), PARTITIONS);
    List<Header> before = List.of(headers.toArray());

    // When
    var written =
        gateway.writesBytes(TOPICS.requests(), (home + 1) % PARTITIONS, key, value, headers);

    // Then
    RoutedGateway.Written rerouted = only(gateway.rerouted);
    assertThat(rerouted.topic()).isEqualTo(TOPICS.requests());
    assertThat(rerouted.partition()).isEqualTo(home);
    assertThat(rerouted.key()).isEqualTo(key);
    assertThat(rerouted.value()).isEqualTo(value);
    Header[] after = rerouted.headers().toArray();
    assertThat(Arrays.asList(after).subList(0, before.size())).isEqualTo(before);
    assertThat(after).hasSize(before.size() + 1);
    assertThat(ReroutedFrom.in(rerouted.headers()))
        .contains(
            new ReroutedFrom(written.partition(), written.offset(), written.at().toEpochMilli()));
    assertThat(only(errors()).getFailure().getTypePath()).contains("unreadable_record");
  }

  @Test
  void shouldCancelAndDeleteWhenTheCommandIsInAWrongPartition() {
    // Given
    gateway.publishes(TenantPartition.of(TENANT, PARTITIONS), TENANT, request("r-1", "chat"));

    // When
    gateway.writes(TOPICS.commands(), wrong(TENANT), TENANT, command(CommandKind.DELETE));

    // Then
    ErrorRecord cancelled = only(errors());
    assertThat(cancelled.getPollingId()).isEqualTo(pollingId());
    assertThat(cancelled.getFailure().getTypePath()).contains("cancelled");
    assertThat(gateway.events(PollingEvent.class))
        .extracting(PollingEvent::getKind)
        .contains(PollingEventKind.DELETED);
  }

  @Test
  void shouldRefuseACommandInTheTenantsPartitionWhenItsPollingIdIsForged() {
    // Given
    Command forged = command(CommandKind.CANCEL, "resp_forged");

    // When
    var command = gateway.writes(TOPICS.commands(), wrong(TENANT), TENANT, forged);

    // Then
    RoutedGateway.Written rerouted = only(gateway.rerouted);
    assertThat(rerouted.partition()).isEqualTo(TenantPartition.of(TENANT, PARTITIONS));
    assertThat(rerouted.at()).isEqualTo(command.at());
    assertThat(ReroutedFrom.in(rerouted.headers()).orElseThrow().atMs())
        .isEqualTo(command.at().toEpochMilli());
    assertThat(only(errors()).getFailure().getParam()).isEqualTo("polling_id");
    assertThat(gateway.deadLetters()).isEmpty();
  }

  @Test
  void shouldPutAPolicyInForceAndWithdrawItWhenItIsInAWrongPartition() {
    // When
    policy(wrong(TENANT), 1, 1);
    gateway.publishes(0, TENANT, request("r-1", "chat"));
    gateway.publishes(0, TENANT, request("over the policy's limit", "chat"));
    withdraw(wrong(TENANT));
    gateway.publishes(0, TENANT, request("within the default policy's", "chat"));

    // Then
    assertThat(accepted())
        .extracting(event -> event.getRequestId() + " by " + event.getPolicyVersion())
        .containsExactly("r-1 by 1", "within the default policy's by 0");
  }

  @Test
  void shouldDecideNothingThatWasReroutedAndIsInAWrongPartitionAllTheSame() {
    // Given
    gateway.publishes(0, TENANT, request("r-1", "chat"));

    // When
    gateway.writesBytes(
        TOPICS.requests(),
        wrong(TENANT),
        key(TENANT),
        gateway.bytes(request("forged", "chat")),
        marked("3-14-1"));
    gateway.writes(TOPICS.tenants(), wrong(TENANT), TENANT, record(1, 100), marked("nonsense"));
    gateway.writes(
        TOPICS.commands(), wrong(TENANT), TENANT, command(CommandKind.CANCEL), marked("3-14-1"));

    // Then
    assertThat(gateway.rerouted).isEmpty();
    assertThat(errors())
        .hasSize(2)
        .allSatisfy(
            error -> {
              assertThat(error.getPollingId()).isNull();
              assertThat(error.getFailure().getStatus()).isEqualTo(400);
              assertThat(error.getFailure().getMessage())
                  .contains("belongs in partition " + TenantPartition.of(TENANT, PARTITIONS));
            });
    assertThat(errors().get(0).getRequestId()).isEqualTo("forged");
    ErrorRecord letter = (ErrorRecord) only(gateway.deadLetters());
    assertThat(letter.getSource().getTopic()).isEqualTo(TOPICS.commands());
    assertThat(gateway.dispatcher.cancelled).isEmpty();
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldDecideWhatIsMarkedAndInItsTenantsPartition() {
    // When
    gateway.writesBytes(
        TOPICS.requests(),
        TenantPartition.of(TENANT, PARTITIONS),
        key(TENANT),
        gateway.bytes(request("r-1", "chat")),
        marked("3-14-1"));

    // Then
    assertThat(accepted()).hasSize(1);
  }

  @Test
  void shouldLeaveWhatIsAddressedToPartitionsWhereItIs() {
    // Given
    byte[] value = gateway.bytes(request("no key", "chat"));

    // When
    for (int partition = 0; partition < PARTITIONS; partition++) {
      gateway.writesBytes(TOPICS.requests(), partition, null, null, EventHeaders.tick());
      gateway.writesBytes(TOPICS.requests(), partition, key("acme"), null, EventHeaders.tick());
      gateway.writes(
          TOPICS.tenants(), partition, ClockReset.KEY, null, ClockReset.headers(Instant.EPOCH));
      gateway.writesBytes(TOPICS.requests(), partition, null, value, new RecordHeaders());
    }

    // Then
    assertThat(gateway.rerouted).isEmpty();
    assertThat(errors())
        .extracting(error -> error.getSource().getPartition() + error.getFailure().getParam())
        .containsExactly("0key", "1key", "2key", "3key");
  }

  @Test
  void shouldRerouteNothingAgainWhenItIsReadAgain() {
    // Given
    var request = gateway.publishes(wrong(TENANT), TENANT, request("r-1", "chat"));
    var policy = policy(wrong(TENANT), 7, 1);
    var withdrawal = withdraw(wrong(TENANT));
    policy(TenantPartition.of(TENANT, PARTITIONS), 1, 2);
    gateway.rerouted.clear();

    // When
    gateway.reads(request);
    gateway.reads(policy);
    gateway.reads(withdrawal);

    // Then
    assertThat(gateway.rerouted).isEmpty();
    gateway.publishes(0, TENANT, request("r-2", "chat"));
    assertThat(accepted()).extracting(PollingEvent::getPolicyVersion).containsExactly(0L, 1L);
  }

  @Test
  void shouldRerouteWhatHasAnOffsetOfBeforeWhenTheTopicWasMadeAnew() {
    // Given
    var before = policy(wrong(TENANT), 1, 1);
    gateway.timePasses(Duration.ofMillis(1));
    var anew =
        new RoutedGateway.Written(
            before.topic(),
            before.partition(),
            before.offset(),
            before.key(),
            before.value(),
            before.headers(),
            before.at().plusMillis(1));
    gateway.rerouted.clear();

    // When
    gateway.reads(anew);

    // Then
    assertThat(gateway.rerouted).hasSize(1);
  }

  @Test
  void shouldKeepThePolicyInForceWhenAnOlderOneOrAnOlderWithdrawalIsReroutedThere() {
    // Given
    int home = TenantPartition.of(TENANT, PARTITIONS);
    Instant changed = GatewayHarness.START.plusSeconds(1);
    gateway.writes(
        TOPICS.tenants(),
        home,
        TENANT,
        TenantPolicy.newBuilder(record(5, 1)).setChangedAt(changed).build());

    // When
    withdraw(wrong(TENANT));
    policy(wrong(TENANT), 4, 100);

    // Then
    assertThat(errors())
        .extracting(error -> error.getFailure().getMessage())
        .satisfiesExactly(
            withdrawal -> assertThat(withdrawal).contains("the withdrawal was written to"),
            policy -> assertThat(policy).contains("version 4").contains("older than version 5"));
    gateway.publishes(0, TENANT, request("r-1", "chat"));
    assertThat(only(accepted()).getPolicyVersion()).isEqualTo(5);
  }

  @Test
  void shouldRefuseWhatIsTooLargeToBeRerouted() {
    // Given
    String text = "x".repeat(RoutedGateway.MAX_RECORD);

    // When
    gateway.publishes(wrong(TENANT), TENANT, request("large", "chat", text));

    // Then
    ErrorRecord error = only(errors());
    assertThat(error.getRequestId()).isEqualTo("large");
    assertThat(error.getFailure().getStatus()).isEqualTo(413);
    assertThat(error.getFailure().getMessage()).contains("too large to be rerouted");
    assertThat(gateway.rerouted).isEmpty();
  }

  private RoutedGateway.Written policy(int partition, long version, int requestsPerMinute) {
    return gateway.writes(TOPICS.tenants(), partition, TENANT, record(version, requestsPerMinute));
  }

  private RoutedGateway.Written withdraw(int partition) {
    return gateway.writes(TOPICS.tenants(), partition, TENANT, null);
  }

  private static TenantPolicy record(long version, int requestsPerMinute) {
    return PolicyRecords.toRecord(perMinute(version, requestsPerMinute)).build();
  }

  private static Policy perMinute(long version, int requests) {
    return Policy.of(version, List.of(requestsPerMinute(requests, Scope.TENANT)));
  }

  private static Headers marked(String from) {
    return new RecordHeaders().add(EventHeaders.REROUTED_FROM, key(from));
  }

  private Command command(CommandKind kind) {
    return command(kind, pollingId());
  }

  private static Command command(CommandKind kind, String pollingId) {
    return Command.newBuilder()
        .setKind(kind)
        .setPollingId(pollingId)
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }

  private String pollingId() {
    return accepted().get(0).getPollingId();
  }

  private List<PollingEvent> accepted() {
    return gateway.events(PollingEvent.class).stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private List<ErrorRecord> errors() {
    return gateway.events(ErrorRecord.class);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
