package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AttemptIdsTest {

  /** Anthropic takes no other names for the requests of a batch. */
  @Property(tries = 200)
  void shouldNameALineOfABatchAnywhere(
      @ForAll String pollingId, @ForAll @IntRange(min = 1, max = 1000) int number) {
    // When
    String id = AttemptIds.of(pollingId, number);

    // Then
    assertThat(id).matches("[a-zA-Z0-9_-]{1,64}");
  }
}
