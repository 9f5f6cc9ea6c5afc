package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerTest {
  @Test
  void shouldConfigureTheProxyForBackgroundResponsesInRedis() throws IOException {
    // When
    JsonNode config =
        new YAMLMapper()
            .readTree(
                Peer.config(
                    new Peer.Provider(
                        "http://127.0.0.1:1",
                        Script.answering(Duration.ZERO, 700),
                        Duration.ofSeconds(5)),
                    6379));

    // Then
    assertThat(config.at("/litellm_settings/responses/background_mode/polling_via_cache").asText())
        .isEqualTo("all");
    assertThat(config.at("/litellm_settings/cache_params/port").asInt()).isEqualTo(6379);
    assertThat(config.at("/model_list").findValuesAsText("model_name"))
        .containsExactly(Peer.BACKGROUND, Peer.FOREGROUND, Peer.SLOW);
    assertThat(config.at("/model_list/2/litellm_params/api_base").asText())
        .startsWith("http://127.0.0.1:1/delay=5000,answer=700")
        .endsWith("form=responses_stream,tokens=0,every=0/v1");
  }
}
