package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingSettingsTest {
  private static Settings with(String tracing) {
    return ConfigFiles.parse(ConfigFiles.MINIMAL + "tracing: " + tracing + "\n");
  }

  @Test
  void shouldTellNothingWithoutACollector() {
    // When
    TracingSettings tracing = ConfigFiles.parse(ConfigFiles.MINIMAL).tracing();

    // Then
    assertThat(tracing.endpoint()).isNull();
    assertThat(tracing.propagateTo()).isEmpty();
  }

  @Test
  void shouldKeepTheValuesOfHeadersToItself() {
    // When
    Settings settings =
        with("{endpoint: 'http://collector:4318', headers: {x-key: hidden}, sample_ratio: 0.5}");

    // Then
    assertThat(settings.tracing().endpoint()).isEqualTo(URI.create("http://collector:4318"));
    assertThat(settings.tracing().sampleRatio()).isEqualTo(0.5);
    assertThat(settings.tracing().headers()).containsEntry("x-key", new Secret("hidden"));
    assertThat(settings.describe()).contains("x-key").doesNotContain("hidden");
    assertThat(settings).asString().doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{endpoint: 'http://user:word@collector:4318'} | must not hold a user or password",
        "{endpoint: 'http://collector:4318?key=1'}     | expected a URL such as",
        "{sample_ratio: 1.5}                           | must be 0 to 1",
        "{propagate_to: [nobody]}                      | there is no provider 'nobody'",
        "{headers: {'a name': x}}                      | is not a header that HTTP can carry",
      })
  void shouldRefuseWhatCannotWork(String tracing, String complaint) {
    // When
    assertThatThrownBy(() -> with(tracing))
        // Then
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint);
  }
}
