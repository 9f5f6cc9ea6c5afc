package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import dev.sluice.wire.AvroTrust;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads files of requests, one JSON object per line; skips empty lines. */
public final class RequestLines {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    AvroTrust.establish();
  }

  private RequestLines() {}

  /**
   * @param requestIds maps each line's own request ID to the one to publish; lines without one get
   *     a random one
   * @throws StartException with every mistake in the file, by its line
   */
  public static List<RequestLine> read(Path file, UnaryOperator<String> requestIds)
      throws StartException {
    try {
      return parse(Files.readString(file, UTF_8), file.toString(), requestIds);
    } catch (NoSuchFileException e) {
      throw new StartException(ExitStatus.CONFIGURATION, file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new StartException(ExitStatus.CONFIGURATION, file + ": the file is not UTF-8 text", e);
    } catch (IOException e) {
      throw new StartException(
          ExitStatus.CONFIGURATION, file + ": cannot read the file: " + e.getMessage(), e);
    }
  }

  /**
   * @param source the file's name in mistakes
   */
  static List<RequestLine> parse(String text, String source, UnaryOperator<String> requestIds)
      throws StartException {
    List<RequestLine> requests = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        requests.add(line(number, JSON.readValue(line, RequestJson.class), requestIds));
      } catch (JsonProcessingException e) {
        mistakes.add(source + ":" + number + ": " + mistake(e));
      } catch (IllegalArgumentException e) {
        mistakes.add(source + ":" + number + ": " + e.getMessage());
      }
    }
    if (mistakes.isEmpty() && requests.isEmpty()) {
      mistakes.add(source + ": it contains no request");
    }
    if (!mistakes.isEmpty()) {
      throw new StartException(ExitStatus.CONFIGURATION, String.join("\n", mistakes));
    }
    return requests;
  }

  /** A request from the command line. */
  public static RequestLine ask(
      String tenant,
      String model,
      String prompt,
      @Nullable String keyId,
      @Nullable String requestId,
      @Nullable Integer maxOutputTokens) {
    CompletionRequest request =
        CompletionRequest.newBuilder()
            .setRequestId(requestId == null ? UUID.randomUUID().toString() : requestId)
            .setModel(model)
            .setMessages(List.of(Message.newBuilder().setRole(Role.USER).setText(prompt).build()))
            .setKeyId(keyId)
            .setSampling(
                maxOutputTokens == null
                    ? null
                    : Sampling.newBuilder().setMaxOutputTokens(maxOutputTokens).build())
            .build();
    return new RequestLine(1, tenant, request, null, Expectation.NONE);
  }

  private static RequestLine line(
      int number, @Nullable RequestJson json, UnaryOperator<String> requestIds) {
    if (json == null) {
      throw new IllegalArgumentException("expected a JSON object");
    }
    if (json.tenant() == null || json.tenant().isBlank()) {
      throw new IllegalArgumentException("tenant is missing");
    }
    Expectation expected =
        new Expectation(
            end(json.expect()), json.expectTarget(), json.expectStatus(), json.expectRepeat());
    if (json.rawBase64() != null) {
      byte[] raw = base64(json.rawBase64());
      return new RequestLine(number, json.tenant(), null, raw, expected);
    }
    String id =
        json.requestId() == null
            ? UUID.randomUUID().toString()
            : requestIds.apply(json.requestId());
    return new RequestLine(number, json.tenant(), json.toRequest(id), null, expected);
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("raw_base64 is not valid Base64", notBase64);
    }
  }

  private static Expectation.@Nullable End end(@Nullable String expect) {
    if (expect == null) {
      return null;
    }
    for (Expectation.End end : Expectation.End.values()) {
      if (end.name().toLowerCase(Locale.ROOT).equals(expect)) {
        return end;
      }
    }
    throw new IllegalArgumentException(
        "expect is one of completed, failed, rejected and unreadable, not " + expect);
  }

  private static String mistake(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field '%s'; there are %s"
          .formatted(
              path(unknown),
              unknown.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    if (e instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      Class<?> wanted = mismatch.getTargetType();
      return "the field '%s' can't be read%s"
          .formatted(path(mismatch), wanted == null ? "" : " as " + wanted.getSimpleName());
    }
    return "not a request: " + e.getOriginalMessage();
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
