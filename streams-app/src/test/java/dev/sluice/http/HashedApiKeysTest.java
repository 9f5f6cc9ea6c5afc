package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HashedApiKeysTest {
  private final HashedApiKeys keys = new HashedApiKeys();

  @Test
  void shouldFindTheTenantAndKeyOfAnApiKey() {
    // Given
    keys.put("acme", Map.of(HashedApiKeys.hash("sk-acme"), "default"));
    keys.put("other", Map.of(HashedApiKeys.hash("sk-other").toUpperCase(Locale.ROOT), "batch"));

    // When
    var found = keys.find("sk-other");

    // Then
    assertThat(found).contains(new Principal("other", "batch"));
    assertThat(keys.find("sk-acme")).contains(new Principal("acme", "default"));
    assertThat(keys.find("sk-nobody")).isEmpty();
  }

  @Test
  void shouldForgetKeysThatANewerPolicyDoesNotName() {
    // Given
    keys.put("acme", Map.of(HashedApiKeys.hash("sk-old"), "default"));

    // When
    keys.put("acme", Map.of(HashedApiKeys.hash("sk-new"), "default"));

    // Then
    assertThat(keys.find("sk-old")).isEmpty();
    assertThat(keys.find("sk-new")).isPresent();
  }

  @Test
  void shouldAcceptNobodyWhenTwoTenantsClaimOneKey() {
    // Given
    keys.put("acme", Map.of(HashedApiKeys.hash("sk-same"), "default"));

    // When
    keys.put("other", Map.of(HashedApiKeys.hash("sk-same"), "default"));

    // Then
    assertThat(keys.find("sk-same")).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatIsNoHash() {
    // When
    keys.put("acme", Map.of("sk-plain", "default", "abcd", "short"));

    // Then
    assertThat(keys.find("sk-plain")).isEmpty();
  }

  @Test
  void shouldLetTheOtherTenantKeepAKeyThatOneWithdraws() {
    // Given
    keys.put("acme", Map.of(HashedApiKeys.hash("sk-same"), "default"));
    keys.put("other", Map.of(HashedApiKeys.hash("sk-same"), "default"));

    // When
    keys.put("acme", Map.of());

    // Then
    assertThat(keys.find("sk-same")).contains(new Principal("other", "default"));
  }

  /** Each used to cost as much as all before it: 16,000 tenants more than a minute. */
  @Test
  @Timeout(120)
  void shouldTakeTheKeysOfManyTenantsOneAfterTheOther() {
    // When
    for (int i = 0; i < 100_000; i++) {
      keys.put("tenant-" + i, Map.of(HashedApiKeys.hash("sk-" + i), "default"));
    }

    // Then
    assertThat(keys.find("sk-99999")).contains(new Principal("tenant-99999", "default"));
  }
}
