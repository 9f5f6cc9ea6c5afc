package dev.sluice.wire;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestProblemsTest {
  private static final RequestLimits LIMITS = new RequestLimits(3, 1_000);

  static Stream<Arguments> problems() {
    Message user = message(Role.USER);
    return Stream.of(
        bad("request_id", request -> request.setRequestId("")),
        bad("request_id", request -> request.setRequestId("x".repeat(257))),
        bad("model", request -> request.setModel("")),
        bad("messages", request -> request.setMessages(List.of())),
        bad("messages", request -> request.setMessages(Collections.nCopies(4, user))),
        bad("messages[0].role", request -> request.setMessages(List.of(message(Role.UNKNOWN)))),
        bad(
            "messages[1]",
            request ->
                request.setMessages(
                    List.of(user, Message.newBuilder().setRole(Role.USER).build()))),
        bad(
            "messages[0]",
            request ->
                request.setMessages(
                    List.of(
                        Message.newBuilder(user)
                            .setParts(List.of(part(ContentPartType.TEXT).setText("t").build()))
                            .build()))),
        badState("[0].data", Role.ASSISTANT, "not JSON"),
        badState("[0].data", Role.ASSISTANT, "[]"),
        badState("", Role.USER, "{}"),
        badPart("type", part(ContentPartType.UNKNOWN)),
        badPart("text", part(ContentPartType.TEXT)),
        badPart("cache_ttl", part(ContentPartType.TEXT).setText("t").setCacheTtl("1d")),
        badPart("text", part(ContentPartType.REFUSAL)),
        badPart("url", part(ContentPartType.IMAGE_URL)),
        badPart("data", part(ContentPartType.AUDIO).setMediaType("audio/wav")),
        badPart("data", part(ContentPartType.FILE).setMediaType("application/pdf")),
        badPart("media_type", part(ContentPartType.AUDIO).setData(ByteBuffer.allocate(1))),
        badSampling("temperature", Sampling.newBuilder().setTemperature(2.1)),
        badSampling("temperature", Sampling.newBuilder().setTemperature(Double.NaN)),
        badSampling("top_p", Sampling.newBuilder().setTopP(-0.1)),
        badSampling("presence_penalty", Sampling.newBuilder().setPresencePenalty(-2.5)),
        badSampling("frequency_penalty", Sampling.newBuilder().setFrequencyPenalty(3.0)),
        badSampling("max_output_tokens", Sampling.newBuilder().setMaxOutputTokens(0)),
        badSampling("stop", Sampling.newBuilder().setStop(List.of("1", "2", "3", "4", "5"))),
        bad("model", request -> request.setModel("m".repeat(257))),
        bad("key_id", request -> request.setKeyId("k".repeat(257))),
        bad("user", request -> request.setUser("u".repeat(257))),
        badSampling("stop", Sampling.newBuilder().setStop(List.of("s".repeat(1_025)))),
        bad("fallbacks", request -> request.setFallbacks(fallbacks(33, "slow"))),
        bad("fallbacks[0].to", request -> request.setFallbacks(fallbacks(1, "f".repeat(257)))),
        bad("fallbacks[0].to", request -> request.setFallbacks(fallbacks(1, ""))),
        bad(
            "fallbacks[0].sampling.top_p",
            request ->
                request.setFallbacks(
                    List.of(new Fallback("slow", Sampling.newBuilder().setTopP(2.0).build())))),
        bad("extra_body", request -> request.setExtraBody("")),
        bad("extra_body", request -> request.setExtraBody("{\"tools\":")),
        bad("extra_body", request -> request.setExtraBody("[]")),
        bad("extra_body", request -> request.setExtraBody("null")),
        bad("extra_body", request -> request.setExtraBody("{} {}")),
        bad("extra_body", request -> request.setExtraBody("[".repeat(100_000))),
        bad("metadata", request -> request.setMetadata(pairs(17))),
        bad("metadata", request -> request.setMetadata(Map.of("k".repeat(65), "v"))),
        bad("metadata", request -> request.setMetadata(Map.of("k", "v".repeat(513)))));
  }

  private static Arguments badState(String param, Role role, String data) {
    ProviderState state = new ProviderState("anthropic", "claude", null, data);
    return bad(
        "messages[0].provider_states" + param,
        request ->
            request.setMessages(
                List.of(
                    Message.newBuilder(message(role)).setProviderStates(List.of(state)).build())));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void shouldNameTheFieldWhenOneIsWrong(
      String param, UnaryOperator<CompletionRequest.Builder> change) {
    // Given
    CompletionRequest request = change.apply(RequestRecordsTest.request()).build();

    // When
    List<Problem> problems = RequestProblems.of(request, LIMITS);

    // Then
    assertThat(problems).extracting(Problem::param).containsExactly(param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model",
        "messages",
        "stream",
        "stream_options",
        "n",
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens"
      })
  void shouldRefuseAFieldOfTheExtraBodyThatIsNotTheClients(String name) {
    // Given
    CompletionRequest request =
        RequestRecordsTest.request().setExtraBody("{\"tools\":[],\"" + name + "\":null}").build();

    // When
    List<Problem> problems = RequestProblems.of(request, LIMITS);

    // Then
    assertThat(problems).extracting(Problem::param).containsExactly("extra_body." + name);
  }

  @Test
  void shouldFindNothingWhenEverythingIsAtItsBounds() {
    // Given
    Sampling edge =
        Sampling.newBuilder()
            .setTemperature(2.0)
            .setTopP(0.0)
            .setPresencePenalty(-2.0)
            .setFrequencyPenalty(2.0)
            .setMaxOutputTokens(1)
            .setStop(List.of("1", "2", "3", "s".repeat(1_024)))
            .build();
    CompletionRequest request =
        RequestRecordsTest.request()
            .setRequestId("x".repeat(256))
            .setModel("m".repeat(256))
            .setKeyId("k".repeat(256))
            .setUser("\uD83D\uDE00".repeat(256))
            .setFallbacks(fallbacks(32, "f".repeat(256)))
            .setMessages(Collections.nCopies(3, message(Role.USER)))
            .setSampling(edge)
            .setExtraBody("{\"response_format\":{\"model\":1},\"N\":1}")
            .setMetadata(pairs(16))
            .build();

    // When
    List<Problem> problems = RequestProblems.of(request, LIMITS);

    // Then
    assertThat(problems).isEmpty();
    assertThat(RequestProblems.refusal(request, 1_000, LIMITS)).isEmpty();
  }

  @Test
  void shouldTellAllProblemsInOneRefusalThatNamesTheFirstField() {
    // Given
    CompletionRequest request =
        RequestRecordsTest.request().setModel("").setMessages(List.of()).build();

    // When
    Failure refusal = RequestProblems.refusal(request, 10, LIMITS).orElseThrow();

    // Then
    assertThat(refusal).isInstanceOf(CallerFailure.InvalidRequest.class);
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.facts().param()).isEqualTo("model");
    assertThat(refusal.message()).contains("model: ").contains("messages: ");
  }

  @Test
  void shouldKeepTheRefusalShortWhenEveryMessageIsWrong() {
    // Given
    CompletionRequest request =
        RequestRecordsTest.request()
            .setMessages(Collections.nCopies(900, message(Role.UNKNOWN)))
            .build();

    // When
    Failure refusal = RequestProblems.refusal(request, 10, RequestLimits.DEFAULT).orElseThrow();

    // Then
    assertThat(refusal.message()).endsWith("and 890 more").hasSizeLessThan(2_000);
  }

  @Test
  void shouldRefuseWith413WhenTheRecordIsTooLarge() {
    // Given
    CompletionRequest request = RequestRecordsTest.request().build();

    // When
    Failure refusal = RequestProblems.refusal(request, 1_001, LIMITS).orElseThrow();

    // Then
    assertThat(refusal).isInstanceOf(PolicyFailure.PayloadTooLarge.class);
    assertThat(refusal.status()).isEqualTo(413);
  }

  private static List<Fallback> fallbacks(int count, String to) {
    return Collections.nCopies(count, new Fallback(to, null));
  }

  private static Arguments bad(String param, UnaryOperator<CompletionRequest.Builder> change) {
    return Arguments.of(param, change);
  }

  private static Arguments badPart(String field, ContentPart.Builder part) {
    Message message =
        Message.newBuilder().setRole(Role.USER).setParts(List.of(part.build())).build();
    return bad("messages[0].parts[0]." + field, request -> request.setMessages(List.of(message)));
  }

  private static Arguments badSampling(String field, Sampling.Builder sampling) {
    return bad("sampling." + field, request -> request.setSampling(sampling.build()));
  }

  private static Message message(Role role) {
    return Message.newBuilder().setRole(role).setText("hi").build();
  }

  private static ContentPart.Builder part(ContentPartType type) {
    return ContentPart.newBuilder().setType(type);
  }

  private static Map<String, String> pairs(int count) {
    return IntStream.range(0, count).boxed().collect(toMap(i -> "k" + i, i -> "v" + i));
  }
}
