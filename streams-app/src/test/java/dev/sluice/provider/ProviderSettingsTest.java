package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderSettingsTest {

  private static ProviderSettings settings(String url, String key, String header, String value) {
    return new ProviderSettings(
        "p",
        ProviderKind.OPENAI,
        URI.create(url),
        null,
        List.of(new Secret(key)),
        Map.of(header, value),
        ProviderSettings.MAX_TOKENS,
        1);
  }

  @Test
  void shouldNotShowSecrets() {
    // When
    String shown = settings("https://h/v1", "sk-1", "X-Token", "tok-1").toString();

    // Then
    assertThat(shown).contains("X-Token").doesNotContain("sk-1").doesNotContain("tok-1");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://h,k,X,v,such as https://api.openai.com/v1",
    "https:/v1,k,X,v,such as https://api.openai.com/v1",
    "https://me:s3cret@h,k,X,v,credential in its base URL",
    "https://h,'s3cret\n',X,v,API key with a line break",
    "https://h,k,'X Y',s3cret,no valid name",
    "https://h,k,X,'s3cret\r\nY: z',no header can carry",
    "https://h,k,Host,s3cret,may not set the header Host"
  })
  void shouldRefuseWhatCannotWork(
      String url, String key, String header, String value, String complaint) {
    assertThatThrownBy(() -> settings(url, key, header, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("provider p ")
        .hasMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
  }
}
