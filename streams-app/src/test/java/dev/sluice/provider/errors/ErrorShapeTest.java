package dev.sluice.provider.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorShapeTest {
  private static final ErrorClassifier CLASSIFIER = new ErrorClassifier(ErrorRules.builtIn());

  @Test
  void shouldTellTheFormAndTheCodesOfAnErrorAndNothingThatItSays() {
    // Given
    String body =
        """
        {"error": {"message": "the secret prompt", "code": "odd_code", "type": "sk-0123456789abcdef",
         "details": [{"the secret key": 1, "n": 2}]}}""";

    // When
    ErrorShape shape = ErrorShape.of(400, Json.parse(body), body, CLASSIFIER);

    // Then
    assertThat(shape)
        .isEqualTo(
            new ErrorShape(
                400,
                "error.code:string error.details[].?:number error.details[].n:number"
                    + " error.message:string error.type:string",
                "odd_code"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, prompt is too long", // a rule knows it
    "404, gone", // the status tells enough
    "429, no",
    "500, no",
    "200, fine"
  })
  void shouldBeNoneWhereARuleOrTheStatusTells(int status, String text) {
    // When
    ErrorShape shape = ErrorShape.of(status, null, text, CLASSIFIER);

    // Then
    assertThat(shape).isNull();
  }

  @ParameterizedTest
  @CsvSource({"<html>no</html>, markup", "no, text", "'', empty"})
  void shouldTellTheFormOfWhatIsNoJson(String body, String form) {
    // When
    ErrorShape shape = ErrorShape.of(403, null, body, CLASSIFIER);

    // Then
    assertThat(shape).isEqualTo(new ErrorShape(403, form, ""));
  }
}
