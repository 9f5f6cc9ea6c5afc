package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Answer;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.Source;
import dev.sluice.v1.ToolCall;
import dev.sluice.v1.Usage;
import dev.sluice.wire.AvroRowCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordSizesTest {
  private static final AvroRowCodec<CompletionResult> AVRO =
      new AvroRowCodec<>(CompletionResult.getClassSchema());
  private static final int MAX = 64 * 1024;
  private static final RecordSizes SIZES = new RecordSizes(MAX);

  @Provide
  Arbitrary<CompletionResult> results() {
    Arbitrary<String> text = Arbitraries.strings().withChars('a', 'ß', '€').ofMaxLength(200);
    Arbitrary<List<ToolCall>> calls =
        Combinators.combine(text, text, text)
            .as((id, name, arguments) -> new ToolCall(id, name, arguments, false))
            .list()
            .ofMaxSize(3);
    return Combinators.combine(
            text.injectNull(0.2),
            calls,
            Arbitraries.maps(text, text).ofMaxSize(4),
            Arbitraries.longs())
        .as(RecordSizesTest::result);
  }

  private static CompletionResult result(
      String text, List<ToolCall> calls, Map<String, String> metadata, long number) {
    return CompletionResult.newBuilder()
        .setPollingId("resp_1")
        .setRequestId("r")
        .setTenant("acme")
        .setKeyId("default")
        .setModel("chat")
        .setMetadata(metadata)
        .setAcceptedAt(Instant.EPOCH)
        .setCompletedAt(Instant.EPOCH)
        .setTarget("t")
        .setAnswer(
            Answer.newBuilder()
                .setText(text)
                .setToolCalls(calls)
                .setFinishReason(FinishReason.STOP)
                .build())
        .setUsage(Usage.newBuilder().setInputTokens(number).setCostMicros(number).build())
        .setSource(new Source("attempts", 0, number, number, -1L))
        .build();
  }

  @Property(tries = 300)
  void shouldNeverBoundAnEventBelowItsSize(@ForAll("results") CompletionResult result) {
    assertThat(RecordSizes.bound(result)).isGreaterThanOrEqualTo(AVRO.encode(result).length);
  }

  @Test
  void shouldTellTheExactExcessWhenAnEventDoesNotFit() {
    // Given
    CompletionResult large = result("a".repeat(MAX + 5_000), List.of(), Map.of(), 1);

    // When
    long excess = SIZES.excess(large, "acme", null);

    // Then
    assertThat(excess).isEqualTo(SIZES.bytes(large, "acme", null) - MAX).isPositive();
  }

  @Test
  void shouldFitWhenOnlyTheBoundDoesNot() {
    // Given
    CompletionResult ascii = result("a".repeat(MAX / 2), List.of(), Map.of(), 1);

    // When
    long excess = SIZES.excess(ascii, "acme", null);

    // Then
    assertThat(RecordSizes.bound(ascii)).isGreaterThan(MAX);
    assertThat(excess).isNegative();
  }

  @Test
  void shouldNotEncodeToMeasureWhatFitsInAnyCase() {
    // Given
    CompletionResult unwritable = new CompletionResult();

    // When
    long excess = SIZES.excess(unwritable, "acme", null);

    // Then
    assertThat(excess).isZero();
    assertThatThrownBy(() -> SIZES.bytes(unwritable, "acme", null))
        .isInstanceOf(RuntimeException.class);
  }
}
