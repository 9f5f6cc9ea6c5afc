package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
