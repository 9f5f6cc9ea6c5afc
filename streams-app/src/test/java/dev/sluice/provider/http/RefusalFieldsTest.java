package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import org.junit.jupiter.api.Test;

/** What failures of some types tell beside their message. */
class RefusalFieldsTest {

  private static Failure decoded(String vendor, String file) {
    Attempt attempt = Attempts.saying("hi", Attempts.target("t", vendor));
    Outcome outcome =
        Fixtures.codec(vendor).decode(attempt, Fixtures.reply(vendor, file), Fixtures.NOW);
    return ((Outcome.Failed) outcome).failure();
  }

  @Test
  void shouldTellInTheVendorsOwnFieldsWhyThePromptWasRefused() {
    // When
    Failure failure = decoded("azure-openai", "content-filter");

    // Then
    CallerFailure.ContentPolicy refused = (CallerFailure.ContentPolicy) failure;
    assertThat(refused.providerFields()).containsOnlyKeys("innererror");
    assertThat(refused.providerFields().get("innererror"))
        .contains("\"jailbreak\":{\"filtered\":true");
  }

  @Test
  void shouldTellInTheVendorsOwnFieldsWhyTheAnswerWasFiltered() {
    // When
    Failure failure = decoded("azure-openai", "filtered-all");

    // Then
    assertThat(((CallerFailure.ContentPolicy) failure).providerFields())
        .containsEntry(
            "content_filter_results", "{\"violence\":{\"filtered\":true,\"severity\":\"medium\"}}");
  }

  @Test
  void shouldNameTheParameterThatTheModelDoesNotTake() {
    // When
    Failure failure = decoded("openai", "unsupported-parameter");

    // Then
    assertThat(((CallerFailure.UnsupportedParameters) failure).parameters())
        .containsExactly("temperature");
    assertThat(failure.facts().param()).isEqualTo("temperature");
  }
}
