package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayFieldsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|false",
        "{\"service_tier\":\"flex\"}|true",
        "{\"service_tier\":\"priority\"}|false",
        "{\"service_tier\":\"flex\",\"sluice\":{\"batch\":false}}|false"
      })
  void shouldTakeItFromTheTierWhetherTheAnswerCanWait(String fields, boolean waits)
      throws Exception {
    // Given
    ObjectNode body = (ObjectNode) Objects.requireNonNull(Json.parse(fields));
    body.put("model", "chat").put("input", "hi");

    // When
    CompletionRequest request =
        new ResponseRequests().read(body, Past.NONE, "r-1", "web", false).request();

    // Then
    assertThat(request.getBatch()).isEqualTo(waits);
  }
}
