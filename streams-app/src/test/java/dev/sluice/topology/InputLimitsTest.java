package dev.sluice.topology;

import static dev.sluice.topology.CancelledCalls.command;
import static dev.sluice.topology.CancelledCalls.only;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policy;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no tenant, command or policy can be is refused, and the error record about it is small. */
class InputLimitsTest {
  private static final String LONG = "t".repeat(100_000);

  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void open() {
    gateway = new GatewayHarness(stateDir).withDefaultPolicy(Policy.of(1, List.of()));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 100_000})
  void shouldRefuseARequestWithoutItsKeyWhenThatIsTooLongForATenant(int length) {
    // When
    gateway.publishes("t".repeat(length), CallFixtures.request("r-1", "chat"));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getTenant()).isNull();
    assertThat(error.getRequestId()).isEqualTo("r-1");
    assertThat(error.getFailure().getStatus()).isEqualTo(400);
    assertThat(error.getFailure().getParam()).isEqualTo("key");
    assertThat(error.getRawRecord().getKey().remaining()).isLessThanOrEqualTo(64);
    assertThat(error.getRawRecord().getTruncated()).isTrue();
    assertThat(error.getRawRecord().getValue()).isNull();
    assertThat(gateway.dispatcher.starts).isZero();
  }

  @Test
  void shouldRefuseARequestWhoseKeyIsNotUtf8() {
    // When
    gateway.publishes("t\uFFFD", CallFixtures.request("r-1", "chat"));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getTenant()).isNull();
    assertThat(error.getFailure().getMessage()).contains("UTF-8");
  }

  @Test
  void shouldKeepAPolicyOutOfTheStoreWhenItsKeyIsNoTenant() {
    // When
    gateway.tenant(LONG);
    gateway.withdraws(LONG);

    // Then
    assertThat(gateway.errors())
        .hasSize(2)
        .allSatisfy(
            error -> {
              assertThat(error.getTenant()).isNull();
              assertThat(error.getFailure().getStatus()).isEqualTo(400);
              assertThat(error.toString()).hasSizeLessThan(4_000);
            });
    assertThat(gateway.contents().with("tttttttt")).isEmpty();
  }

  @Test
  void shouldRefuseAPolicyThatIsLargerThanARowMayBe() {
    // Given
    TenantPolicy policy =
        PolicyRecords.toRecord(Policy.of(1, List.of()))
            .setKeys(Collections.nCopies(4_200, new KeyPolicy("k".repeat(256), null, null, false)))
            .build();

    // When
    gateway.tenant("acme", policy);

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getTenant()).isEqualTo("acme");
    assertThat(error.getFailure().getMessage()).contains("the maximum is 1048576");
  }

  @Test
  void shouldKeepTheRefusalOfAPolicyShortWhenAllOfItIsWrong() {
    // Given
    TenantPolicy policy =
        PolicyRecords.toRecord(Policy.of(1, List.of()))
            .setKeys(Collections.nCopies(3_000, new KeyPolicy("k".repeat(256), null, null, false)))
            .build();

    // When
    gateway.tenant("acme", policy);

    // Then
    assertThat(only(gateway.errors()).getFailure().getMessage()).hasSizeLessThan(4_500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resp_", "no ID at all", "long"})
  void shouldAnswerACommandThatNamesNoRequestOfItsTenant(String id) {
    // When
    gateway.commands("acme", command(CommandKind.CANCEL, id.equals("long") ? LONG : id));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getTenant()).isEqualTo("acme");
    assertThat(error.getSource().getTopic()).isEqualTo(GatewayHarness.TOPICS.commands());
    assertThat(error.getFailure().getStatus()).isEqualTo(400);
    assertThat(error.getFailure().getParam()).isEqualTo("polling_id");
    assertThat(error.toString()).hasSizeLessThan(4_000);
  }

  @Test
  void shouldAnswerACommandThatCantBeReadOrFollowed() {
    // Given
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    var unused = gateway.polling();

    // When
    gateway.commandBytes("acme", "cancel it".getBytes(UTF_8));
    gateway.commandBytes("acme", null);
    gateway.commands(LONG, command(CommandKind.CANCEL, attempt.pollingId()));
    gateway.commands("acme", command(CommandKind.UNKNOWN, attempt.pollingId()));

    // Then
    assertThat(gateway.errors())
        .extracting(error -> error.getFailure().getTypePath() + " " + error.getFailure().getParam())
        .containsExactly(
            "[caller, unreadable_record] null",
            "[caller, unreadable_record] null",
            "[caller, invalid_request] key",
            "[caller, invalid_request] kind");
    gateway.answers(attempt, "it goes on");
    assertThat(gateway.results()).hasSize(1);
  }
}
