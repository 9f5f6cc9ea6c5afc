package dev.sluice.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Script SCRIPT = Script.answering(Duration.ZERO, 40);

  @Test
  void shouldHoldAnAnswerOfTheLengthThatIsAskedFor() throws IOException {
    // When
    var chat = JSON.readTree(body(SCRIPT));
    var response = JSON.readTree(body(SCRIPT.as(Script.Form.RESPONSES)));

    // Then
    assertThat(chat.at("/choices/0/message/content").asText()).hasSize(40);
    assertThat(response.at("/output/0/content/0/text").asText()).hasSize(40);
    assertThat(response.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void shouldBeEventsThatEndWithTheWholeResponse() throws IOException {
    // When
    String events = body(SCRIPT.as(Script.Form.RESPONSES_STREAM));

    // Then
    String last = events.strip().substring(events.strip().lastIndexOf("data: ") + 6);
    assertThat(events).startsWith("event: response.created\ndata: {").endsWith("\n\n");
    assertThat(JSON.readTree(last).at("/response/output/0/content/0/text").asText()).hasSize(40);
  }

  @Test
  void shouldBeChunksThatEachAddATokenAndEndWithTheUsage() throws IOException {
    // When
    String begin = body(Script.streaming(Duration.ZERO, new Script.Pace(1, Duration.ofMillis(20))));
    String chunk = Answers.chunk(" a");
    String end = Answers.streamEnd(1);

    // Then
    assertThat(JSON.readTree(data(begin)).at("/choices/0/delta/role").asText())
        .isEqualTo("assistant");
    assertThat(JSON.readTree(data(chunk)).at("/choices/0/delta/content").asText()).isEqualTo(" a");
    List<String> last = Splitter.on("\n\n").omitEmptyStrings().splitToList(end);
    assertThat(JSON.readTree(data(last.get(0))).at("/choices/0/finish_reason").asText())
        .isEqualTo("stop");
    assertThat(JSON.readTree(data(last.get(1))).at("/usage/completion_tokens").asInt())
        .isEqualTo(1);
    assertThat(last.get(2)).isEqualTo("data: [DONE]");
  }

  private static String data(String event) {
    return event.strip().substring("data: ".length());
  }

  private static String body(Script script) {
    return UTF_8.decode(Answers.of(script)).toString();
  }
}
