package dev.sluice.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final long DAY = 86_400_000;

  private final PayloadHash hash = PayloadHash.ofPayload("hello".getBytes(UTF_8));
  private final PayloadHash other = PayloadHash.ofPayload("world".getBytes(UTF_8));
  private final RequestMemory memory = new RequestMemory(hash, "resp_1", T0);

  @Test
  void shouldBeNewWhenNothingIsRemembered() {
    // When / Then
    assertThat(RequestMemory.recall(null, hash, T0)).isEqualTo(Recall.NEW);
  }

  @Test
  void shouldRememberForADayAfterAcceptance() {
    // When / Then
    assertThat(RequestMemory.recall(memory, hash, T0 - 1)).isEqualTo(Recall.REPEAT);
    assertThat(RequestMemory.recall(memory, hash, T0 + DAY - 1)).isEqualTo(Recall.REPEAT);
    assertThat(RequestMemory.recall(memory, other, T0 + DAY - 1)).isEqualTo(Recall.CONFLICT);
    assertThat(RequestMemory.recall(memory, hash, T0 + DAY)).isEqualTo(Recall.NEW);
    assertThat(RequestMemory.recall(memory, other, T0 + DAY)).isEqualTo(Recall.NEW);
  }

  @Test
  void shouldGiveBackTheMemory() {
    // When
    byte[] bytes = memory.encode();

    // Then
    assertThat(RequestMemory.decode(bytes)).isEqualTo(memory);
    assertThat(RequestMemory.decode(bytes).hash()).isNotEqualTo(other);
  }

  @Test
  void shouldRefuseAFormatThatItDoesNotKnow() {
    // Given
    byte[] bytes = memory.encode();
    bytes[0] = 0;

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestMemory.decode(bytes))
        .withMessageContaining("the memory of a request has format 0");
  }

  @Test
  void shouldRefuseADigestOfAnotherLength() {
    // When / Then
    assertThatIllegalArgumentException().isThrownBy(() -> PayloadHash.ofDigest(new byte[20]));
  }
}
