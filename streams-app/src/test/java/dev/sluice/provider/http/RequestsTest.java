package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.provider.openai.AzureOpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same requests in every vendor's form, held to files. */
class RequestsTest {
  private static final List<String> VENDORS =
      List.of("openai", "openai-responses", "azure-openai", "anthropic", "compatible");

  static Stream<Arguments> requests() {
    return VENDORS.stream()
        .flatMap(vendor -> SampleRequests.names().stream().map(name -> Arguments.of(vendor, name)));
  }

  /** The Responses API alone refuses stop texts. */
  private static Attempt attempt(String vendor, String name) {
    Attempt attempt = SampleRequests.attempt(name);
    if (!vendor.equals("openai-responses")) {
      return attempt;
    }
    Sampling all = attempt.sampling();
    return SampleRequests.attempt(
        attempt.request().messages(),
        new Sampling(
            all.temperature(),
            all.topP(),
            all.maxOutputTokens(),
            null,
            all.seed(),
            all.presencePenalty(),
            all.frequencyPenalty()),
        attempt.request().extraBody());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldWriteRequestsInTheVendorsForm(String vendor, String name) throws IOException {
    // When
    JsonNode request = SampleRequests.encoded(vendor, attempt(vendor, name));

    // Then
    Path actual = Path.of("target", "requests", vendor, name + ".request.json");
    Files.createDirectories(actual.getParent());
    Files.writeString(actual, request.toPrettyString() + "\n");
    assertThat(request).isEqualTo(Fixtures.json(vendor + "/" + name + ".request.json"));
  }

  @ParameterizedTest
  @FieldSource("VENDORS")
  void shouldSendEachAttemptsOwnIdempotencyKey(String vendor) {
    // Given
    Attempt any = SampleRequests.attempt("conversation");
    Sampling sampling = new Sampling(null, null, 16, null, null, null, null);

    // When
    List<String> keys =
        Stream.of("att_1", "att_2")
            .map(id -> Attempts.attempt(id, 1, any.target(), any.request(), sampling))
            .map(attempt -> Fixtures.codec(vendor).encode(attempt).headers())
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
        "2024-10-21,/openai/deployments/model%20x/chat/completions?api-version=2024-10-21"
      })
  void shouldFindAzuresPathByItsVersion(@Nullable String version, String path) {
    // When
    String found =
        new AzureOpenAi(version, "max_tokens").path(SampleRequests.attempt("parts").target());

    // Then
    assertThat(found).isEqualTo(path);
  }

  @Test
  void shouldLeaveOutContentThatAnthropicTakesForAMistake() throws IOException {
    // Given
    List<Message> messages =
        List.of(
            Message.text(Role.USER, "a"),
            Message.text(Role.ASSISTANT, ""),
            Message.text(Role.USER, "b"));

    // When
    ObjectNode request =
        SampleRequests.encoded("anthropic", SampleRequests.attempt(messages, Sampling.NONE, null));

    // Then
    assertThat(request.path("body").path("messages").toString())
        .isEqualTo(
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\"}]}]");
  }
}
