package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.provider.openai.AzureOpenAi;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is particular to the requests of single vendors, apart from their bodies. */
class RequestsTest {
  static List<Codecs> codecs() {
    return Codecs.ALL;
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void shouldSendEachAttemptsOwnIdempotencyKey(Codecs codec) {
    // Given
    Attempt any = SampleRequests.attempt("plain", codec.target());
    Sampling sampling = new Sampling(null, null, 16, null, null, null, null);

    // When
    List<String> keys =
        Stream.of("att_1", "att_2")
            .map(id -> Attempts.attempt(id, 1, any.target(), any.request(), sampling))
            .map(attempt -> codec.codec().encode(attempt).headers())
            .map(headers -> headers.get("Idempotency-Key"))
            .toList();

    // Then
    assertThat(keys).containsExactly("att_1", "att_2");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none,/openai/v1/chat/completions",
        "preview,/openai/v1/chat/completions?api-version=preview",
        "2024-10-21,/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21"
      })
  void shouldFindAzuresPathByItsVersion(@Nullable String version, String path) {
    // When
    String found =
        new AzureOpenAi(version, "max_tokens").path(Codecs.named("azure-openai").target());

    // Then
    assertThat(found).isEqualTo(path);
  }
}
