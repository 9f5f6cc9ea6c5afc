package dev.sluice.provider.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.Authorizer;
import dev.sluice.provider.http.HttpCall;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import dev.sluice.provider.stream.StreamEvent;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConverseStreamTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final StreamApi STREAM = new BedrockConverse().stream();

  @ParameterizedTest
  @CsvSource({
    "eu.amazon.nova-pro-v1:0, /model/eu.amazon.nova-pro-v1%3A0/converse-stream",
    "arn:aws:bedrock:eu-central-1:1:inference-profile/a.b,"
        + " /model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A1%3Ainference-profile%2Fa.b/converse-stream"
  })
  void shouldBeSignedForItsOwnPath(String model, String path) throws Exception {
    // Given
    Target target = new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20));
    byte[] body = "{\"messages\":[]}".getBytes(UTF_8);
    HttpCall call =
        new HttpCall(
            "POST",
            STREAM.path(target),
            Map.of("Accept", STREAM.framing().mediaType(), "Content-Type", "application/json"),
            ByteBuffer.wrap(body));
    BedrockSettings settings =
        new BedrockSettings(
            "eu-central-1", new Secret("AKIDEXAMPLE"), new Secret(SECRET_KEY), null, false);

    // When
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    try (AwsSigner signer = AwsSigner.open("p", settings, () -> NOW)) {
      Authorizer.Authorization authorization =
          signer.authorize(call, URI.create("https://bedrock.example" + call.path())).get();
      headers.putAll(authorization.headers());
    }

    // Then
    assertThat(call.path()).isEqualTo(path);
    headers.put("host", "bedrock.example");
    headers.put("content-type", "application/json");
    String told = String.valueOf(headers.get("authorization"));
    Map<String, String> signed = new HashMap<>();
    String names = told.replaceFirst(".*SignedHeaders=([^,]+),.*", "$1");
    for (String name : Splitter.on(';').split(names.toLowerCase(Locale.ROOT))) {
      signed.put(name, headers.get(name));
    }
    assertThat(signed).containsKeys("host", "content-type", "x-amz-date");
    assertThat(told)
        .endsWith(
            "Signature="
                + SignatureV4.of(
                    path, signed, body, SECRET_KEY, "20261121/eu-central-1/bedrock/aws4_request"));
  }

  /** Redacted reasoning in pieces: each of them is Base64 of its own, with padding of its own. */
  @Test
  void shouldJoinThePiecesOfWhatWasRedacted() {
    // Given
    ReplyAssembler assembler = STREAM.assembler();

    // When
    for (String piece : new String[] {"cmVkYQ==", "Y3RlZA=="}) {
      assembler.add(
          new StreamEvent(
              "contentBlockDelta",
              "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\""
                  + piece
                  + "\"}}}"));
    }

    // Then
    JsonNode content = assembler.reply().at("/output/message/content");
    assertThat(content).hasSize(1);
    assertThat(content.at("/0/reasoningContent/redactedContent").asText())
        .isEqualTo("cmVkYWN0ZWQ=");
  }
}
