package dev.sluice.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

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

  /** Prose, code, figures, signs and other scripts, with blanks of all kinds between them. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> words =
        Arbitraries.of(
            "the",
            "sluice",
            "gate",
            "it's",
            "I'VE",
            "GateKeeper",
            "x",
            "3",
            "2024",
            "12345.67",
            "(a,",
            "b);",
            "//",
            "\"quoted\"",
            "<|endoftext|>",
            "été",
            "Straße",
            "Ωmega",
            "水門",
            "шлюз",
            "é",
            "👩‍🚀",
            "\u00a0",
            "\t",
            "\n",
            "\r\n",
            "\u2003",
            "{",
            "}",
            "a/b",
            "---",
            "");
    Arbitrary<String> blanks = Arbitraries.of(" ", " ", " ", " ", "", "  ", "\n", " \n ", "\t");
    return Combinators.combine(words, blanks)
        .as((word, blank) -> word + blank)
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2_000)
  void shouldCountATextAsAWholeHoweverOftenItsWordsWereSeen(
      @ForAll("texts") String text, @ForAll Tokenizer tokenizer) {
    // Given
    EncodingType type =
        tokenizer == Tokenizer.O200K ? EncodingType.O200K_BASE : EncodingType.CL100K_BASE;
    int whole = ENCODINGS.getEncoding(type).countTokensOrdinary(text);

    // When
    long first = tokenizer.count(text);
    long again = tokenizer.count(text);

    // Then
    assertThat(first).isEqualTo(whole);
    assertThat(again).isEqualTo(whole);
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
