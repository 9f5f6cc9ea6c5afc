package dev.sluice.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class IdempotencyRecordTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final long DAY = 86_400_000;

  private final PayloadHash hash = PayloadHash.ofPayload("hello".getBytes(UTF_8));
  private final PayloadHash other = PayloadHash.ofPayload("world".getBytes(UTF_8));
  private final IdempotencyRecord memory = new IdempotencyRecord(hash, "resp_1", T0);

  @Test
  void shouldBeNewWhenNothingIsRemembered() {
    // When / Then
    assertThat(IdempotencyRecord.recall(null, hash, T0)).isEqualTo(DedupResult.NEW);
  }

  @Test
  void shouldRememberForADayAfterAcceptance() {
    // When / Then
    assertThat(IdempotencyRecord.recall(memory, hash, T0 - 1)).isEqualTo(DedupResult.REPEAT);
    assertThat(IdempotencyRecord.recall(memory, hash, T0 + DAY - 1)).isEqualTo(DedupResult.REPEAT);
    assertThat(IdempotencyRecord.recall(memory, other, T0 + DAY - 1))
        .isEqualTo(DedupResult.CONFLICT);
    assertThat(IdempotencyRecord.recall(memory, hash, T0 + DAY)).isEqualTo(DedupResult.NEW);
    assertThat(IdempotencyRecord.recall(memory, other, T0 + DAY)).isEqualTo(DedupResult.NEW);
  }

  @Test
  void shouldGiveBackTheMemory() {
    // When
    byte[] bytes = memory.encode();

    // Then
    assertThat(IdempotencyRecord.decode(bytes)).isEqualTo(memory);
    assertThat(IdempotencyRecord.decode(bytes).hash()).isNotEqualTo(other);
  }

  @Test
  void shouldRefuseAFormatThatItDoesNotKnow() {
    // Given
    byte[] bytes = memory.encode();
    bytes[0] = 0;

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdempotencyRecord.decode(bytes))
        .withMessageContaining("the memory of a request has format 0");
  }

  @Test
  void shouldRefuseADigestOfAnotherLength() {
    // When / Then
    assertThatIllegalArgumentException().isThrownBy(() -> PayloadHash.ofDigest(new byte[20]));
  }
}
