package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Fallback;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.v1.CompletionRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestRecordsTest {
  static {
    // the builder of a record wants it too
    AvroTrust.establish();
  }

  private static final AvroRowCodec<CompletionRequest> AVRO =
      new AvroRowCodec<>(CompletionRequest.getClassSchema());
  private static final Sampling SAMPLING =
      new Sampling(0.5, 0.9, 100, List.of("END"), 42L, -1.0, 1.0);

  @Test
  void shouldGiveAnEqualRequestWhenItTravelsAsItsCanonicalBytes() {
    // Given
    ByteBuffer data = ByteBuffer.wrap("data".getBytes(UTF_8));
    List<ContentPart> parts =
        List.of(
            new ContentPart.Text("look", CacheTtl.FIVE_MINUTES),
            new ContentPart.Image("https://example.org/a.png", "low", CacheTtl.ONE_HOUR),
            new ContentPart.Audio(data, "audio/wav"),
            new ContentPart.File(data, "application/pdf", "a.pdf"),
            new ContentPart.Refusal("no"));
    Request request =
        new Request(
            "r-1",
            "fast",
            List.of(
                Message.text(Role.SYSTEM, "be brief"),
                new Message(
                    Role.SYSTEM,
                    List.of(new ContentPart.Text("keep this", CacheTtl.ONE_HOUR)),
                    null,
                    null,
                    List.of()),
                new Message(Role.USER, parts, "ann", null, List.of()),
                new Message(
                    Role.ASSISTANT,
                    List.of(),
                    null,
                    null,
                    List.of(new ToolCall("t", "f", "{")),
                    List.of(new ProviderState("anthropic", "claude", "t", "{\"a\": 1}"))),
                new Message(Role.TOOL, List.of(new ContentPart.Text("7")), null, "t", List.of())),
            SAMPLING,
            "{\"tools\":[]}",
            "batch",
            "u",
            List.of(new Fallback("slow", Sampling.NONE), new Fallback("other", SAMPLING)),
            Map.of("a", "b"),
            Instant.ofEpochMilli(1_800_000_000_123L),
            3,
            OnLimit.WAIT,
            true);

    // When
    byte[] canonical = canonical(RequestRecords.toRecord(request));

    // Then
    assertThat(RequestRecords.fromRecord(AVRO.decode(canonical))).isEqualTo(request);
    // reading the data once must not use it up
    assertThat(data.remaining()).isEqualTo(4);
    assertThat(RequestRecords.fromRecord(AVRO.decode(canonical))).isEqualTo(request);
  }

  @Test
  void shouldSpendByTheDefaultKeyWhenNoneIsNamed() {
    // Given
    CompletionRequest published = request().build();

    // When
    Request request = RequestRecords.fromRecord(published);

    // Then
    assertThat(request.keyId()).isEqualTo("default");
    assertThat(request.sampling()).isEqualTo(Sampling.NONE);
    assertThat(request.messages()).containsExactly(Message.text(Role.USER, "hi"));
  }

  @Test
  void shouldGiveTheSameBytesWhateverTheOrderOfTheMap() {
    // Given
    Map<String, String> forth = new LinkedHashMap<>();
    Map<String, String> back = new LinkedHashMap<>();
    for (int i = 0; i < 16; i++) {
      forth.put("k" + i, "v" + i);
      back.put("k" + (15 - i), "v" + (15 - i));
    }

    // When
    byte[] one = canonical(request().setMetadata(forth).build());
    byte[] other = canonical(request().setMetadata(back).build());

    // Then
    assertThat(one).isEqualTo(other);
  }

  @Test
  void shouldGiveOtherBytesWhenTheContentDiffers() {
    // Given
    CompletionRequest one = request().build();
    CompletionRequest other = request().setUser("someone").build();

    // When
    byte[] bytes = canonical(one);

    // Then
    assertThat(bytes).isNotEqualTo(canonical(other));
  }

  @Test
  void shouldRefuseToMakeAValueOfAPartThatItDoesNotKnow() {
    // Given
    CompletionRequest published =
        request()
            .setMessages(
                List.of(
                    dev.sluice.v1.Message.newBuilder()
                        .setRole(dev.sluice.v1.Role.USER)
                        .setParts(List.of(dev.sluice.v1.ContentPart.newBuilder().build()))
                        .build()))
            .build();

    // When, then
    assertThatThrownBy(() -> RequestRecords.fromRecord(published))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveARoleForEveryRoleOfTheContract(dev.sluice.v1.Role role) {
    assertThat(Enums.byName(role, Role.UNKNOWN).name()).isEqualTo(role.name());
  }

  @Test
  void shouldBeUnmodifiableByWhoMadeTheRecord() {
    // Given
    Map<String, String> metadata = new LinkedHashMap<>(Map.of("a", "b"));
    CompletionRequest published = request().setMetadata(metadata).build();

    // When
    Request request = RequestRecords.fromRecord(published);
    metadata.clear();

    // Then
    assertThat(request.metadata()).isEqualTo(Collections.singletonMap("a", "b"));
  }

  @Test
  void shouldBeTheSameRequestWhateverItsResponsesRepeat() {
    // Given
    byte[] one = canonical(request().build());

    // When
    byte[] other = canonical(request().setResponseFields("{\"background\": false}").build());

    // Then
    assertThat(other).isEqualTo(one);
  }

  @Test
  void shouldBeTheSameRequestHoweverItsClientWaits() {
    // Given
    CompletionRequest whole = request().build();
    CompletionRequest streamed = request().setStream(true).build();

    // When
    byte[] identity = AVRO.encode(RequestRecords.identity(streamed));

    // Then
    assertThat(identity).isEqualTo(canonical(whole));
    assertThat(canonical(streamed)).isNotEqualTo(canonical(whole));
  }

  private static byte[] canonical(CompletionRequest request) {
    return AVRO.encode(RequestRecords.canonical(request));
  }

  static CompletionRequest.Builder request() {
    return CompletionRequest.newBuilder()
        .setRequestId("r")
        .setModel("fast")
        .setMessages(
            List.of(
                dev.sluice.v1.Message.newBuilder()
                    .setRole(dev.sluice.v1.Role.USER)
                    .setText("hi")
                    .build()));
  }
}
