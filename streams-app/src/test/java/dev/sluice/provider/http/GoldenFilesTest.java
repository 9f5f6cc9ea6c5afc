package dev.sluice.provider.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.golden.GoldenFile;
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
  /** Empty fields are left out, so that a new one shows only where it is set. */
  private static final JsonMapper VALUES =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
          .build();

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
    GoldenFile.check("provider/golden/" + codec.name(), name, written);
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
  void shouldHaveNoFileOfWhatIsGone() throws IOException {
    List<String> names = SampleRequests.names();

    // Then
    for (Codecs codec : Codecs.ALL) {
      GoldenFile.checkNames("provider/golden/" + codec.name(), names);
    }
    for (String vendor : Fixtures.vendors()) {
      GoldenFile.checkNames(
          "provider/golden/replies/" + vendor,
          replies()
              .filter(each -> each.get()[0].equals(vendor))
              .map(each -> (String) each.get()[1])
              .toList());
    }
  }

  static Stream<Arguments> replies() {
    return Fixtures.vendors().stream()
        .flatMap(
            vendor ->
                Fixtures.replies(vendor).stream()
                    .filter(name -> Fixtures.reply(vendor, name).status() < 300)
                    .map(name -> Arguments.of(vendor, name)));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void shouldReadRepliesInOneVocabulary(String vendor, String name) throws IOException {
    // Given
    Attempt attempt = SampleRequests.attempt("plain", Codecs.named(vendor).target());

    // When
    Outcome outcome =
        Fixtures.codec(vendor).decode(attempt, Fixtures.reply(vendor, name), Fixtures.NOW);

    // Then
    GoldenFile.check("provider/golden/replies/" + vendor, name, read(outcome));
  }

  /** The replies that are answers: such as {@code openai/text}. */
  static Stream<String> answers() {
    return replies()
        .map(each -> each.get()[0] + "/" + each.get()[1])
        .filter(name -> Fixtures.json("golden/replies/" + name + ".json").has("answered"));
  }

  private static JsonNode read(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return Json.object().set("answered", VALUES.valueToTree(answered.answer()));
    }
    Outcome.Failed failed = (Outcome.Failed) outcome;
    ObjectNode json = Json.object();
    json.putObject("failed")
        .put("type", String.join("/", failed.failure().typePath()))
        .set("usage", VALUES.valueToTree(failed.usage()));
    return json;
  }
}
