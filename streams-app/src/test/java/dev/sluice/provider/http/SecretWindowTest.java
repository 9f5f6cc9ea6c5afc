package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.StreamedReply;
import dev.sluice.provider.stream.ToyStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Credentials in what is told of a stream, however it is cut into pieces. */
class SecretWindowTest {
  private static final String SECRET = "kba/\"abab";
  private static final String OTHER = "kba/\"abab-and-more";
  private static final SecretRedactor REDACTOR = SecretRedactor.of(Set.of(SECRET, OTHER));

  private static List<AnswerDelta> told(List<String> pieces) {
    return told(REDACTOR, pieces);
  }

  private static List<AnswerDelta> told(SecretRedactor redactor, List<String> pieces) {
    return AnswerDelta.joined(toldInPieces(redactor, pieces));
  }

  private static List<AnswerDelta> toldInPieces(SecretRedactor redactor, List<String> pieces) {
    StreamedReply reply =
        new StreamedReply(
            new ToyStream(),
            1 << 20,
            new StreamedReply.Times(() -> Instant.EPOCH, Instant.EPOCH, Duration.ofSeconds(1)));
    List<AnswerDelta> told = new ArrayList<>();
    reply.tell(told::addAll);
    SecretWindow.mask(reply, redactor);
    for (String piece : pieces) {
      String event = Json.object().put("text", piece).toString();
      reply.read(ByteBuffer.wrap(("data: " + event + "\n\n").getBytes(UTF_8)));
    }
    reply.end();
    return told;
  }

  @Property(tries = 3_000)
  void shouldTellWhatTheWholeIsMaskedTo(@ForAll("pieces") List<String> pieces) {
    // When
    List<AnswerDelta> told = told(pieces);

    // Then
    String whole = String.join("", pieces);
    String text = told.isEmpty() ? "" : told.get(0).text();
    assertThat(text).isEqualTo(REDACTOR.in(whole)).doesNotContain(SECRET);
  }

  @Property(tries = 3_000)
  void shouldTellNoHalfOfACharacter(@ForAll("charactersAndEscapes") List<String> pieces) {
    // When
    List<AnswerDelta> told = toldInPieces(REDACTOR, pieces);

    // Then
    assertThat(told).allMatch(each -> UTF_8.newEncoder().canEncode(each.text()));
  }

  @Test
  void shouldMaskASecretThatComesCharacterByCharacter() {
    // When
    List<AnswerDelta> told = told(List.of(("key: " + OTHER + ".").split("", -1)));

    // Then
    assertThat(told).containsExactly(new AnswerDelta.Text("key: ***."));
  }

  @Test
  void shouldMaskASecretThatEndsAsItBegins() {
    // When
    List<AnswerDelta> told =
        told(SecretRedactor.of(Set.of("ab-ab-ab")), List.of("x ab-a", "b-ab", "-ab"));

    // Then
    assertThat(told).containsExactly(new AnswerDelta.Text("x ***-ab"));
  }

  @Test
  void shouldMaskASecretWithEscapes() {
    // When
    List<AnswerDelta> told =
        told(List.of("key: kba\\u002", "f\\\"ab\\u00", "61b. And ", "more text follows it."));

    // Then
    assertThat(told).containsExactly(new AnswerDelta.Text("key: ***. And more text follows it."));
  }

  @Test
  void shouldTellAtOnceWhatIsNoBeginningOfASecret() {
    // Given
    List<AnswerDelta> told = new ArrayList<>();
    StreamedReply reply =
        new StreamedReply(
            new ToyStream(),
            1 << 20,
            new StreamedReply.Times(() -> Instant.EPOCH, Instant.EPOCH, Duration.ofSeconds(1)));
    reply.tell(told::addAll);
    SecretWindow.mask(reply, REDACTOR);

    // When
    reply.read(ByteBuffer.wrap("data: {\"text\":\"Hello kb\"}\n\n".getBytes(UTF_8)));

    // Then
    assertThat(told).containsExactly(new AnswerDelta.Text("Hello "));
  }

  @Provide
  Arbitrary<List<String>> charactersAndEscapes() {
    // the window holds back six times as much behind a backslash
    return Arbitraries.of("\ud83c\udf0a", "\ud83c\udf0a", "a", "\\", "\ud83c\udf0a\\ud83c")
        .list()
        .ofMaxSize(200);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    Arbitrary<String> secrets =
        Arbitraries.of(SECRET, OTHER, "kba", "/\"abab", "ab", "-and", "-more", "kba/\\\"abab");
    return Arbitraries.oneOf(
            Arbitraries.strings().withChars("kab/\"-. ").ofMinLength(1).ofMaxLength(4), secrets)
        .list()
        .ofMaxSize(8);
  }
}
