package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same requests in the form of every codec, as files; CONTRIBUTING.md says how to write them.
 */
class GoldenFilesTest {

  static Stream<Arguments> requests() {
    return Codecs.ALL.stream()
        .flatMap(codec -> SampleRequests.names().stream().map(name -> Arguments.of(codec, name)));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldWriteRequestsInTheVendorsForm(Codecs codec, String name) throws IOException {
    // When
    JsonNode written = written(codec, SampleRequests.attempt(name, codec.target()));

    // Then
    GoldenFile.check(codec.name(), name, written);
  }

  private static JsonNode written(Codecs codec, Attempt attempt) throws IOException {
    try {
      return SampleRequests.encoded(codec.name(), attempt);
    } catch (FailureException refused) {
      Failure failure = refused.failure();
      ObjectNode json = Json.object();
      json.putObject("refused")
          .put("type", String.join("/", failure.typePath()))
          .put("param", failure.facts().param())
          .put("message", failure.message());
      return json;
    }
  }

  @Test
  void shouldHaveNoFileOfARequestThatIsGone() throws IOException {
    List<String> names = SampleRequests.names();

    // Then
    for (Codecs codec : Codecs.ALL) {
      GoldenFile.checkNames(codec.name(), names);
    }
  }
}
