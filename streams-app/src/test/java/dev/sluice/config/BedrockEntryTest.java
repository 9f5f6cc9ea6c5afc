package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BedrockEntryTest {

  private static String file(String settings) {
    return ConfigFiles.MINIMAL.replace("kind: echo", "kind: bedrock\n    " + settings);
  }

  private static ProviderSettings provider(String settings) {
    return ConfigFiles.parse(file(settings)).providerSettings().iterator().next();
  }

  @ParameterizedTest
  @CsvSource({
    "eu-central-1, https://bedrock-runtime.eu-central-1.amazonaws.com",
    "us-gov-west-1, https://bedrock-runtime.us-gov-west-1.amazonaws.com",
    "cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn"
  })
  void shouldFindTheHostOfARegion(String region, String url) {
    // When
    ProviderSettings provider =
        provider("bedrock: {region: %s, default_credentials: true}".formatted(region));

    // Then
    assertThat(provider.baseUrl()).hasToString(url);
  }

  @Test
  void shouldTakeAnAccessKeyAndAnEndpointOfItsOwn() {
    // When
    ProviderSettings provider =
        provider(
            "base_url: https://vpce.example\n"
                + "    bedrock: {region: eu-west-1, access_key_id: a, secret_access_key: b,"
                + " session_token: c}");

    // Then
    assertThat(provider.baseUrl()).hasToString("https://vpce.example");
    assertThat(provider.bedrock())
        .isEqualTo(
            new BedrockSettings(
                "eu-west-1", new Secret("a"), new Secret("b"), new Secret("c"), false));
    assertThat(provider.toString()).doesNotContain("Secret[").contains("***");
  }

  @Test
  void shouldTakeABedrockApiKey() {
    // When
    ProviderSettings provider = provider("api_key: k\n    bedrock: {region: eu-west-1}");

    // Then
    assertThat(Objects.requireNonNull(provider.bedrock()).signs()).isFalse();
    assertThat(provider.apiKeys()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api_key: a|provider local needs bedrock.region",
        "'bedrock: {region: eu-west-1}'|provider local needs one of bedrock.access_key_id, bedrock.default_credentials and api_key",
        "'bedrock: {region: eu-west-1, access_key_id: a}'|provider local needs bedrock.access_key_id and bedrock.secret_access_key together, and both beside bedrock.session_token",
        "'bedrock: {region: eu-west-1, session_token: a, default_credentials: true}'|provider local needs bedrock.access_key_id and bedrock.secret_access_key together, and both beside bedrock.session_token",
        "'bedrock: {region: ../x, default_credentials: true}'|provider local needs a region such as eu-central-1"
      })
  void shouldNameMistakes(String settings, String mistake) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(file(settings));

    // Then
    assertThat(mistakes).containsExactly("sluice.yaml:9:3: providers.local: " + mistake);
  }

  @Test
  void shouldRefuseItForOtherKinds() {
    // When
    List<String> mistakes =
        ConfigFiles.mistakesIn(
            ConfigFiles.MINIMAL.replace(
                "kind: echo", "kind: echo\n    bedrock: {region: a, default_credentials: true}"));

    // Then
    assertThat(mistakes)
        .containsExactly(
            "sluice.yaml:9:3: providers.local: provider local has settings under bedrock, which "
                + "only the kind bedrock has");
  }
}
