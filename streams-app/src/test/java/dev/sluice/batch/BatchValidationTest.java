package dev.sluice.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.wire.RequestLimits;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchValidationTest {
  private static final BatchRequests REQUESTS =
      new BatchRequests("batch_1", "default", Instant.parse("2026-11-20T10:00:00Z"));
  private static final String BODY = "{\"model\":\"chat\",\"input\":\"hi\"}";

  private static BatchValidation check(int mostLines, List<String> lines) {
    BatchValidation validation =
        new BatchValidation(REQUESTS, new BatchLimits(mostLines, RequestLimits.DEFAULT));
    long offset = 0;
    for (int i = 0; i < lines.size(); i++) {
      byte[] bytes = lines.get(i).getBytes(UTF_8);
      validation.line(i + 1, offset, bytes);
      offset += bytes.length + 1;
    }
    return validation;
  }

  private static BatchValidation check(String... lines) {
    return check(100, List.of(lines));
  }

  private static String line(String customId, String url, String body) {
    return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\",\"body\":%s}"
        .formatted(customId, url, body);
  }

  private static String line(String customId) {
    return line(customId, "/v1/responses", BODY);
  }

  @Test
  void shouldIndexLinesWhenAllAreRight() {
    // When
    BatchValidation checked = check(line("a"), line("ö"));

    // Then
    assertThat(checked.errors()).isEmpty();
    BatchIndex index = checked.index();
    assertThat(index.size()).isEqualTo(2);
    assertThat(index.find("ö")).isEqualTo(1);
    assertThat(index.line(1)).isEqualTo(2);
    assertThat(index.offset(1)).isEqualTo(line("a").length() + 1);
    assertThat(index.length(1)).isEqualTo(line("ö").getBytes(UTF_8).length);
    assertThat(index.find("b")).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"custom_id\":\"a\" | invalid_json_line | ",
        "[1] | invalid_json_line | ",
        "{\"method\":\"POST\"} | missing_required_parameter | custom_id",
        "{\"custom_id\":7} | invalid_custom_id | custom_id",
        "{\"custom_id\":\"a\"} | missing_required_parameter | method",
        "{\"custom_id\":\"a\",\"method\":\"GET\"} | invalid_method | method",
        "{\"custom_id\":\"a\",\"method\":\"POST\"} | missing_required_parameter | url",
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/x\"} | invalid_url | url",
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\"}"
            + " | missing_required_parameter | body",
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":[]}"
            + " | invalid_body | body"
      })
  void shouldNameWhatIsWrongWithALine(String text, String code, String param) {
    // When
    BatchValidation checked = check(line("first"), text);

    // Then
    assertThat(checked.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.line()).isEqualTo(2);
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.param()).isEqualTo(param);
              assertThat(error.text("in.jsonl"))
                  .startsWith("in.jsonl:2: ")
                  .endsWith("(" + code + ")");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/responses | {\"input\":\"hi\"} | missing_required_parameter | model",
        "/v1/responses | {\"model\":\"chat\",\"input\":\"hi\",\"stream\":true}"
            + " | unsupported_parameter | body.stream",
        "/v1/responses | {\"model\":\"chat\",\"input\":\"hi\",\"previous_response_id\":\"resp_1\"}"
            + " | unsupported_parameter | body.previous_response_id",
        "/v1/responses | {\"model\":\"chat\",\"input\":\"hi\",\"top_p\":2}"
            + " | invalid_request_error | top_p",
        "/v1/chat/completions | {\"model\":\"chat\"} | missing_required_parameter | messages",
        "/v1/chat/completions | {\"model\":\"chat\",\"messages\":[],\"n\":2}"
            + " | unsupported_parameter | n"
      })
  void shouldAnswerABodyAsItsApiDoes(String url, String body, String code, String param) {
    // When
    BatchValidation checked = check(line("a", url, body));

    // Then
    assertThat(checked.errors())
        .extracting(LineError::line, LineError::code, LineError::param)
        .containsExactly(tuple(1, code, param));
  }

  @Test
  void shouldRefuseWhatLinesAreOnlyTogether() {
    // Given
    String chat = line("c", "/v1/chat/completions", "{\"model\":\"m\"}");

    // When
    BatchValidation checked = check(2, List.of(line("a"), line("a"), chat, line("b"), line("d")));

    // Then
    assertThat(checked.errors())
        .extracting(LineError::line, LineError::code)
        .containsExactly(
            tuple(2, "duplicate_custom_id"), tuple(3, "url_mismatch"), tuple(5, "too_many_tasks"));
    assertThat(checked.errors().get(0).message()).contains("line 1");
  }

  @Test
  void shouldNameOnlyTheFirstLineThatIsTooMany() {
    // Given
    List<String> lines = IntStream.range(0, 60).mapToObj(i -> line("line-" + i)).toList();

    // When
    BatchValidation checked = check(50, lines);

    // Then
    assertThat(checked.errors())
        .extracting(LineError::line, LineError::code)
        .containsExactly(tuple(51, "too_many_tasks"));
  }

  @Test
  void shouldTakeAByteOrderMarkAndALineEndOfWindows() {
    // When
    BatchValidation checked = check("\uFEFF" + line("a") + "\r", line("b") + "\r");

    // Then
    assertThat(checked.errors()).isEmpty();
    assertThat(checked.index().size()).isEqualTo(2);
  }

  @Test
  void shouldRefuseTwoRequestsOnOneLine() {
    // When
    BatchValidation checked = check(line("a") + line("b"));

    // Then
    assertThat(checked.errors())
        .extracting(LineError::line, LineError::code)
        .containsExactly(tuple(1, "invalid_json_line"));
  }

  @Test
  void shouldListAHundredErrorsAndCountTheRest() {
    // When
    BatchValidation checked = check(1000, Collections.nCopies(150, "no JSON"));

    // Then
    assertThat(checked.errors()).hasSize(101);
    assertThat(checked.errors().get(100).text("in.jsonl"))
        .isEqualTo("in.jsonl: 50 more lines have errors (more_errors)");
  }

  @Test
  void shouldRefuseAFileWithoutRequests() {
    // When
    BatchValidation checked = check();

    // Then
    assertThat(checked.errors()).extracting(LineError::code).containsExactly("empty_file");
  }
}
