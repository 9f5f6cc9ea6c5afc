package dev.sluice.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OutputLinePropertyTest {

  @Property(tries = 300)
  void shouldReadWhatItHasWritten(@ForAll("lines") OutputLine line) {
    // When
    byte[] bytes = line.toBytes();

    // Then
    assertThat(OutputLine.read(bytes)).contains(line);
    assertThat(bytes).doesNotContain((byte) '\n');
  }

  @Property(tries = 300)
  void shouldReadNoPartOfALineAsALine(@ForAll("lines") OutputLine line, @ForAll int where) {
    // Given
    byte[] bytes = line.toBytes();

    // When
    byte[] cut = Arrays.copyOf(bytes, Math.floorMod(where, bytes.length));

    // Then
    assertThat(OutputLine.read(cut)).isEmpty();
  }

  @Provide
  Arbitrary<OutputLine> lines() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> name = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
    Arbitrary<OutputLine> answered =
        Combinators.combine(name, Arbitraries.integers().between(200, 599), text)
            .as(
                (id, status, content) ->
                    new OutputLine(
                        "batch_req_1",
                        id,
                        new OutputLine.Response(status, "r", Json.object().put("a", content)),
                        null));
    Arbitrary<OutputLine> expired =
        name.map(id -> new OutputLine("batch_req_1", id, null, OutputLine.Problem.EXPIRED));
    return Arbitraries.oneOf(answered, expired).filter(line -> isText(line.toString()));
  }

  /** Half of a surrogate pair is no text, and no JSON has one. */
  private static boolean isText(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
