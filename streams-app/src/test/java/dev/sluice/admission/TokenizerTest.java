package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

  @ParameterizedTest
  @CsvSource({
    "gpt-4, CL100K",
    "gpt-4-turbo, CL100K",
    "gpt-3.5-turbo, CL100K",
    "openai/gpt-35-turbo, CL100K",
    "gpt-4o, O200K",
    "gpt-4.1-mini, O200K",
    "gpt-5, O200K",
    "claude-sonnet-4-5, O200K",
    "llama3.1:8b, O200K"
  })
  void shouldKnowTheModelsTokenizer(String model, Tokenizer tokenizer) {
    // When / Then
    assertThat(Tokenizer.of(model)).isEqualTo(tokenizer);
  }

  @Test
  void shouldCountAsTheModelDoes() {
    // When / Then
    assertThat(Tokenizer.CL100K.count("tiktoken is great!")).isEqualTo(6);
    assertThat(Tokenizer.O200K.count("tiktoken is great!")).isEqualTo(6);
    assertThat(Tokenizer.O200K.count("")).isZero();
  }

  @Test
  void shouldCountSpecialTokensAsTheTextThatTheyAre() {
    // When / Then
    assertThat(Tokenizer.O200K.count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void shouldCountALongTextLikeItsWords() {
    // Given
    String words = "the quick brown fox jumps over the lazy dog ";

    // When
    long tokens = Tokenizer.O200K.count(words.repeat(5_000).strip());

    // Then
    assertThat(tokens).isEqualTo(45_000);
  }

  @Property(tries = 200)
  void shouldTakeAnyTextAndNeverCountMoreThanItsBytes(@ForAll String text) {
    // When
    long tokens = Tokenizer.O200K.count(text.repeat(30));

    // Then
    long bytes = text.repeat(30).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    assertThat(tokens).isBetween(text.isEmpty() ? 0L : 1L, 3 * bytes);
  }

  @Test
  void shouldCountWhatIsNoTextByRule() {
    // When
    long tokens =
        new Prompt()
            .answerFrame()
            .message()
            .text("tiktoken is great!")
            .image("low")
            .image(null)
            .audio(4_000)
            .file(400)
            .tokens(Tokenizer.O200K);

    // Then
    assertThat(tokens).isEqualTo(3 + 4 + 6 + 85 + 1_445 + 11 + 101);
  }
}
