package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ResponseHeadTest {
  @Test
  void shouldTakeTheResponsesOwnIdAndStatusAndNotThoseOfItsOutput() throws IOException {
    // When
    ResponseHead head =
        read(
            "  {\"output\": [{\"id\": \"msg_1\", \"status\": \"completed\"}], \"id\": \"resp_1\","
                + " \"error\": null, \"status\": \"in_progress\"}");

    // Then
    assertThat(head).isEqualTo(new ResponseHead("resp_1", "in_progress"));
    assertThat(head.isUnderWay()).isTrue();
    assertThat(head.isCompleted()).isFalse();
  }

  @Test
  void shouldReadNoFurtherThanItHasTo() throws IOException {
    assertThat(read("{\"id\": \"resp_1\", \"status\": \"completed\", \"output\": [").isCompleted())
        .isTrue();
  }

  @Test
  void shouldRefuseWhatIsNoResponse() {
    assertThatThrownBy(() -> read("{\"error\": {\"message\": \"no\"}}"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("<html>")).isInstanceOf(IOException.class);
  }

  private static ResponseHead read(String body) throws IOException {
    return ResponseHead.read(body.getBytes(UTF_8));
  }
}
