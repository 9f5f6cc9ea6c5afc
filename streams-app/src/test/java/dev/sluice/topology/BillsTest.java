package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.admission.Price;
import dev.sluice.admission.Price.LongContext;
import dev.sluice.admission.Prices;
import dev.sluice.admission.Rates;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.call.Routes;
import dev.sluice.call.Usage;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.http.HttpReply;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.http.ProviderCodec;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What replies cost, from the reply's text to millionths of a US dollar. */
class BillsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final ProviderApi CHAT = new OpenAiChat(ProviderSettings.MAX_TOKENS);
  private static final ProviderApi ANTHROPIC = new AnthropicMessages(null);
  private static final ProviderApi RESPONSES = new OpenAiResponses();

  /** $10 in, $1 cached, $12.50 and $20 written, $50 out; twice as much above 200,000. */
  private static final Price PRICE =
      new Price(
          new Rates(10_000_000, 1_000_000, 12_500_000, 20_000_000, 50_000_000),
          List.of(
              new LongContext(
                  200_000, new Rates(20_000_000, 2_000_000, 25_000_000, 40_000_000, 100_000_000))),
          Map.of(
              "flex", new Price(5_000_000, 500_000, 25_000_000),
              "batch", new Price(5_000_000, 500_000, 25_000_000),
              "priority", new Price(20_000_000, 2_000_000, 100_000_000)));

  private static final UsageMeter METER =
      new UsageMeter(new Prices(Map.of("model-x", PRICE)), new Routes(List.of()));

  static Stream<Arguments> bills() {
    return Stream.of(
        bill("plain", CHAT, "'prompt_tokens':100,'completion_tokens':10", 1_000 + 500),
        bill(
            "OpenAI, cached",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'prompt_tokens_details':{'cached_tokens':60}",
            400 + 60 + 500),
        bill(
            "DeepSeek, cached",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'total_tokens':110,"
                + "'prompt_cache_hit_tokens':60,'prompt_cache_miss_tokens':40",
            400 + 60 + 500),
        bill(
            "Moonshot, cached",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'total_tokens':110,'cached_tokens':60",
            400 + 60 + 500),
        bill(
            "xAI, reasoning in the total alone",
            CHAT,
            "'prompt_tokens':10120,'completion_tokens':1499,'total_tokens':14428,"
                + "'completion_tokens_details':{'reasoning_tokens':2809}",
            101_200 + (1499 + 2809) * 50),
        bill(
            "xAI, without a total",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,"
                + "'completion_tokens_details':{'reasoning_tokens':30}",
            1_000 + 40 * 50),
        bill(
            "OpenAI, reasoning within the output",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':40,'total_tokens':140,"
                + "'completion_tokens_details':{'reasoning_tokens':30}",
            1_000 + 40 * 50),
        bill(
            "Gemini, thoughts in the total alone",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'total_tokens':610",
            1_000 + 510 * 50),
        bill(
            "a proxy that counts the cache beside the prompt",
            CHAT,
            "'prompt_tokens':10,'completion_tokens':10,'total_tokens':110,"
                + "'cache_read_input_tokens':40,'cache_creation_input_tokens':50",
            100 + 40 + 50 * 25 / 2 + 500),
        bill(
            "a cache that is written for an hour, within the prompt",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'total_tokens':110,"
                + "'prompt_tokens_details':{'cache_creation_tokens':50,"
                + "'cache_creation_token_details':{'ephemeral_1h_input_tokens':30}}",
            500 + 250 + 600 + 500),
        bill(
            "details that are null",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'prompt_tokens_details':null",
            1_000 + 500),
        bill(
            "more cached than there is",
            CHAT,
            "'prompt_tokens':100,'completion_tokens':10,'cached_tokens':1000",
            100 + 500),
        bill(
            "Anthropic, cached and written",
            ANTHROPIC,
            "'input_tokens':10,'cache_creation_input_tokens':50,'cache_read_input_tokens':40,"
                + "'cache_creation':{'ephemeral_5m_input_tokens':20,'ephemeral_1h_input_tokens':30},"
                + "'output_tokens':5",
            100 + 40 + 250 + 600 + 250),
        bill(
            "Anthropic, written for five minutes",
            ANTHROPIC,
            "'input_tokens':11,'cache_creation_input_tokens':4409,'output_tokens':2",
            55_323),
        bill(
            "Anthropic, batch",
            ANTHROPIC,
            "'input_tokens':100,'output_tokens':10,'service_tier':'batch'",
            500 + 250),
        bill(
            "Anthropic, a long prompt with its cache",
            ANTHROPIC,
            "'input_tokens':1,'cache_read_input_tokens':200000,'output_tokens':10",
            20 + 400_000 + 1_000),
        bill(
            "at the threshold of a long prompt",
            CHAT,
            "'prompt_tokens':200000,'completion_tokens':10",
            2_000_000 + 500),
        bill(
            "Responses, cached",
            RESPONSES,
            "'input_tokens':100,'input_tokens_details':{'cached_tokens':60},'output_tokens':10",
            400 + 60 + 500),
        bill(
            "Responses, reasoning in the total alone",
            RESPONSES,
            "'input_tokens':100,'output_tokens':10,'total_tokens':140",
            1_000 + 40 * 50));
  }

  private static Arguments bill(String name, ProviderApi api, String usage, long micros) {
    return arguments(name, api, usage, micros);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bills")
  void shouldCostWhatTheVendorBills(String name, ProviderApi api, String usage, long micros) {
    // When
    Usage metered = metered(api, reply(api, usage));

    // Then
    assertThat(metered.costMicros()).isEqualTo(micros);
    assertThat(metered.estimated()).isFalse();
  }

  static Stream<Arguments> tiers() {
    return Stream.of(
        arguments("flex", 500 + 250),
        arguments("priority", 2_000 + 1_000),
        arguments("default", 1_000 + 500),
        arguments("auto", 1_000 + 500),
        arguments("scale", 1_000 + 500));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void shouldCostByTheTierOfServiceThatTheReplyNames(String tier, long micros) {
    // Given
    String usage = "'prompt_tokens':100,'completion_tokens':10";
    String body = reply(CHAT, usage).replaceFirst("\\{", "{\"service_tier\":\"" + tier + "\",");

    // When
    Usage metered = metered(CHAT, body);

    // Then
    assertThat(metered.costMicros()).isEqualTo(micros);
  }

  static Stream<Arguments> untold() {
    return Stream.of(
        arguments(CHAT, "'prompt_tokens':0,'completion_tokens':0,'total_tokens':0"),
        arguments(CHAT, "'total_tokens':110"),
        arguments(CHAT, ""),
        arguments(ANTHROPIC, "'input_tokens':0,'output_tokens':0"),
        arguments(RESPONSES, "'input_tokens':0,'output_tokens':0"));
  }

  @ParameterizedTest
  @MethodSource("untold")
  void shouldBeEstimatedWhereTheReplyTellsNoUsageThatCanBe(ProviderApi api, String usage) {
    // When
    Usage metered = metered(api, reply(api, usage));

    // Then
    assertThat(metered.estimated()).isTrue();
    assertThat(metered.inputTokens()).isPositive();
    assertThat(metered.outputTokens()).isPositive();
    assertThat(metered.costMicros()).isPositive();
  }

  @Test
  void shouldEstimateOnlyWhatTheReplyDoesNotTell() {
    // When
    Usage metered = metered(CHAT, reply(CHAT, "'prompt_tokens':100,'completion_tokens':0"));

    // Then
    assertThat(metered.inputTokens()).isEqualTo(100);
    assertThat(metered.outputTokens()).isPositive();
    assertThat(metered.estimated()).isTrue();
  }

  private static String reply(ProviderApi api, String usage) {
    String text = "{\"type\":\"text\",\"text\":\"fine\"}";
    String told = ",\"usage\":{" + usage.replace('\'', '"') + "}}";
    if (api == ANTHROPIC) {
      return "{\"type\":\"message\",\"content\":[" + text + "],\"stop_reason\":\"end_turn\"" + told;
    }
    if (api == RESPONSES) {
      return "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":["
          + text.replace("\"text\",\"text\"", "\"output_text\",\"text\"")
          + "]}]"
          + told;
    }
    return "{\"choices\":[{\"message\":{\"content\":\"fine\"},\"finish_reason\":\"stop\"}]" + told;
  }

  private static Usage metered(ProviderApi api, String body) {
    Attempt attempt = Attempts.saying("how are you?", Attempts.target("t", "p"));
    Outcome outcome =
        new ProviderCodec(api).decode(attempt, new HttpReply(200, Map.of(), body, false), NOW);
    AttemptReport report =
        new AttemptReport(
            "resp_1",
            "owner",
            new AttemptRef(attempt.attemptId(), 1, "t", "p", "model-x", NOW, NOW),
            outcome);
    Outcome metered = METER.metered(report, attempt::request).outcome();
    return Objects.requireNonNull(((Outcome.Answered) metered).answer().usage());
  }
}
