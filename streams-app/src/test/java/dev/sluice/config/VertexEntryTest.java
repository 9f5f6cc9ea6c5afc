package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.VertexSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertexEntryTest {

  private static String file(String settings) {
    return ConfigFiles.MINIMAL.replace("kind: echo", "kind: vertex\n    " + settings);
  }

  private static ProviderSettings provider(String settings) {
    return ConfigFiles.parse(file(settings)).providerSettings().iterator().next();
  }

  @ParameterizedTest
  @CsvSource({
    "global, https://aiplatform.googleapis.com",
    "europe-west4, https://europe-west4-aiplatform.googleapis.com",
    "eu, https://aiplatform.eu.rep.googleapis.com",
    "us, https://aiplatform.us.rep.googleapis.com"
  })
  void shouldFindTheHostOfALocation(String location, String url) {
    // When
    ProviderSettings provider =
        provider(
            "vertex: {project: p, location: %s, application_default: true}".formatted(location));

    // Then
    assertThat(provider.baseUrl()).hasToString(url);
  }

  @Test
  void shouldTakeAServiceAccountsFileAndAnEndpointOfItsOwn() {
    // When
    ProviderSettings provider =
        provider(
            "base_url: https://vertex.example\n    vertex: {project: p, credentials_file: key.json}");

    // Then
    assertThat(provider.baseUrl()).hasToString("https://vertex.example");
    assertThat(provider.vertex())
        .isEqualTo(new VertexSettings("p", "global", Path.of("key.json"), false));
  }

  @Test
  void shouldTakeAFixedToken() {
    // When
    ProviderSettings provider = provider("api_key: ya29.a\n    vertex: {project: p}");

    // Then
    assertThat(Objects.requireNonNull(provider.vertex()).fetchesTokens()).isFalse();
    assertThat(provider.apiKeys()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api_key: a|sluice.yaml:9:3: providers.local: provider local needs vertex.project",
        "'vertex: {location: eu, application_default: true}'|sluice.yaml:11:13: providers.local.vertex.project: is missing",
        "'vertex: {project: p}'|sluice.yaml:9:3: providers.local: provider local needs one of vertex.credentials_file, vertex.application_default and api_key",
        "'vertex: {project: p, credentials_file: k, application_default: true}'|sluice.yaml:9:3: providers.local: provider local needs one of vertex.credentials_file, vertex.application_default and api_key",
        "'vertex: {project: p, location: ../x, application_default: true}'|sluice.yaml:9:3: providers.local: provider local needs a location such as europe-west4 or global"
      })
  void shouldNameMistakes(String settings, String mistake) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(file(settings));

    // Then
    assertThat(mistakes).containsExactly(mistake);
  }

  @Test
  void shouldRefuseItForOtherKinds() {
    // When
    List<String> mistakes =
        ConfigFiles.mistakesIn(
            ConfigFiles.MINIMAL.replace(
                "kind: echo", "kind: echo\n    vertex: {project: p, application_default: true}"));

    // Then
    assertThat(mistakes)
        .containsExactly(
            "sluice.yaml:9:3: providers.local: provider local has settings under vertex, which "
                + "only the kind vertex has");
  }
}
