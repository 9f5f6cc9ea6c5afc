package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static dev.sluice.topology.Signers.SIGNATURES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policies;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.SignatureRule;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.wire.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose policy demands signatures, and those who would spend as it. */
class SignedRequestsTest {
  private static final String TENANT = "signer";

  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void publishes(String tenant, byte[] value, String signature) {
    gateway.publishesWith(EventHeaders.SIGNATURE, signature, tenant, value);
  }

  @Test
  void shouldAcceptWhatIsSignedAsDocumented() throws Exception {
    // Given
    demands(List.of());
    byte[] value = gateway.bytes(request("r-1", "chat"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("the first secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update(new byte[] {0, 0, 0, 6});
    mac.update(TENANT.getBytes(StandardCharsets.UTF_8));
    String hex = HexFormat.of().formatHex(mac.doFinal(value));

    // When
    publishes(TENANT, value, "v1=1:" + hex);

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.polling()).hasSize(1);
  }

  @Test
  void shouldRejectWith401AndConsumeNothingWhenTheSignatureIsMissingOrForged() {
    // Given
    demands(List.of());
    byte[] value = gateway.bytes(request("r-1", "chat"));
    byte[] other = gateway.bytes(request("r-2", "chat"));
    String good = SIGNATURES.sign(TENANT, value).orElseThrow();
    String flipped = good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");

    // When
    gateway.publishesBytes(TENANT, value);
    publishes(TENANT, value, flipped);
    publishes(TENANT, value, good.replace("v1=2", "v1=1"));
    publishes(TENANT, value, good.replace("v1=2", "v1=3"));
    publishes(TENANT, value, "nonsense");
    publishes(TENANT, other, good);

    // Then
    List<ErrorRecord> errors = gateway.errors();
    assertThat(errors)
        .hasSize(6)
        .allSatisfy(
            error -> {
              assertThat(error.getPollingId()).isNull();
              assertThat(error.getFailure().getStatus()).isEqualTo(401);
              assertThat(error.getFailure().getTypePath())
                  .containsExactly("policy", "access_denied");
            });
    publishes(TENANT, value, good);
    assertThat(gateway.polling().get(0).getLimits().get(0).getRemaining()).isZero();
  }

  @Test
  void shouldRejectASecretThatThePolicyNoLongerAccepts() {
    // Given
    demands(List.of("1"));
    byte[] value = gateway.bytes(request("r-1", "chat"));

    // When
    publishes(TENANT, value, SIGNATURES.sign(TENANT, value).orElseThrow());

    // Then
    assertThat(gateway.errors()).hasSize(1);
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldNotTakeOneTenantsSignatureForAnother() {
    // Given
    gateway.tenant(
        "victim", Policies.with(Policy.of(1, List.of()), new SignatureRule(true, List.of())));
    byte[] value = gateway.bytes(request("r-1", "chat"));

    // When
    publishes("victim", value, SIGNATURES.sign(TENANT, value).orElseThrow());

    // Then
    assertThat(gateway.errors()).hasSize(1);
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldAskForNoSignatureWhereThePolicyDoesNot() {
    // Given
    gateway.tenant(TENANT, Policy.of(1, List.of()));

    // When
    gateway.publishes(TENANT, request("r-1", "chat"));

    // Then
    assertThat(gateway.polling()).hasSize(1);
  }

  private void demands(List<String> keys) {
    Policy policy = Policy.of(1, List.of(requestsPerMinute(1, Scope.TENANT)));
    gateway.tenant(TENANT, Policies.with(policy, new SignatureRule(true, keys)));
  }
}
