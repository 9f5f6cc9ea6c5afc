package dev.sluice.provider.http;

import static dev.sluice.provider.http.Shaped.chat;
import static dev.sluice.provider.http.Shaped.temperature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FallbackKind;
import dev.sluice.json.Json;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.provider.ProviderKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator can want where a request does not fit, and how fields are removed. */
class UnsupportedTest {
  private static final Shaped O3 = chat("api.openai.com", "o3").asking(temperature(0.2));

  private static Failure failure(Shaped shaped) {
    return catchThrowableOfType(FailureException.class, shaped::call).failure();
  }

  private static Target withExtra(Shaped shaped, String json) {
    Target as = shaped.target();
    return new Target(
        as.name(),
        as.provider(),
        as.model(),
        new Sampling(0.7, null, null, null, null, null, null),
        json.replace('\'', '"'),
        Duration.ofSeconds(1),
        null,
        as.profile());
  }

  @Test
  void shouldDropUnlessTheOperatorWantsSomethingElse() {
    // When
    Failure fallback = failure(O3.onUnsupported(OnUnsupported.FALLBACK));
    Failure refused = failure(O3.onUnsupported(OnUnsupported.REFUSE));

    // Then
    assertThat(O3.adjustments()).containsExactly("temperature dropped");
    assertThat(fallback).isInstanceOf(CallerFailure.UnsupportedParameters.class);
    assertThat(fallback.type().fallback()).isEqualTo(FallbackKind.GENERAL);
    assertThat(String.join("/", refused.typePath()))
        .isEqualTo("caller/invalid_request/unsupported_parameters/refused");
    assertThat(refused.type().fallback()).isEqualTo(FallbackKind.NONE);
    assertThat(refused.facts().param()).isEqualTo("temperature");
    assertThat(refused.message())
        .isEqualTo("the model of target t does not take temperature as the request has it");
  }

  @Test
  void shouldNotTellACallerWhatTheOperatorHasSet() {
    // Given
    Shaped silent = O3.asking(Sampling.NONE).onUnsupported(OnUnsupported.REFUSE);

    // When
    HttpCall call = silent.at(withExtra(silent, "{}")).call();

    // Then
    assertThat(call.adjustments()).containsExactly("temperature dropped");
  }

  @Test
  void shouldGoOnForStopTextsOfTheResponsesApiUnlessTheyMayBeDropped() {
    // Given
    Shaped responses =
        Shaped.at(ProviderKind.OPENAI_RESPONSES, "api.openai.com", "gpt-4.1")
            .asking(Shaped.stop("END"));

    // Then
    assertThat(failure(responses)).isInstanceOf(CallerFailure.UnsupportedParameters.class);
    assertThat(responses.onUnsupported(OnUnsupported.DROP).adjustments())
        .containsExactly("stop dropped");
  }

  @Test
  void shouldRemoveWhatTheTargetSetsToNull() {
    // Given
    Shaped chat =
        chat("api.openai.com", "gpt-4o")
            .asking(new Sampling(0.2, null, 100, null, null, null, null))
            .with("{'user':'u','service_tier':'auto'}");

    // When
    Shaped shaped =
        chat.at(
            withExtra(
                chat,
                "{'user':null,'temperature':null,'max_tokens':null,'model':null,'messages':null}"));

    // Then
    assertThat(Json.names((ObjectNode) shaped.body()))
        .containsExactly("model", "messages", "service_tier");
  }

  @Test
  void shouldRemoveWhatTheRequestSetsToNullUnlessTheOperatorHasSetIt() {
    // Given
    Shaped chat =
        chat("api.openai.com", "gpt-4o")
            .asking(Sampling.NONE.withMaxOutputTokens(100))
            .with("{'temperature':null,'store':null,'max_completion_tokens':null,'frob':null}");

    // When
    Shaped shaped = chat.at(withExtra(chat, "{'store':false}"));

    // Then
    assertThat(shaped.body().toString())
        .endsWith("\"max_completion_tokens\":100,\"store\":false}")
        .doesNotContain("temperature", "null");
  }

  @Test
  void shouldNotRemoveWhatAnApiDemands() {
    // Given
    Shaped claude = Shaped.claude("claude-haiku-4-5");

    // When
    Shaped shaped =
        claude.at(withExtra(claude, "{'max_tokens':null,'model':null,'temperature':null}"));

    // Then
    assertThat(shaped.body().has("max_tokens")).isTrue();
    assertThat(shaped.body().has("temperature")).isFalse();
  }

  @Test
  void shouldLeaveTheOperatorsOwnFieldsAsTheyAre() {
    // Given
    Shaped mistral = chat("api.mistral.ai", "mistral-small-latest");

    // When
    Shaped shaped = mistral.at(withExtra(mistral, "{'seed':3,'frob':true}"));

    // Then
    assertThat(shaped.body().path("frob").asBoolean()).isTrue();
    assertThat(shaped.body().path("seed").asInt()).isEqualTo(3);
  }

  @Test
  void shouldNotShowAFieldsNameThatMayBeContent() {
    // When
    List<String> adjustments =
        chat("api.mistral.ai", "x").with("{'my secret is 42':1}").adjustments();

    // Then
    assertThat(adjustments).containsExactly("a field dropped");
  }
}
