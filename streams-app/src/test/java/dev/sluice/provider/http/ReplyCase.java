package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureType;
import dev.sluice.topology.FaultRun;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reply, and what it is to become.
 *
 * @param codec whose reply it is read as, as {@link Fixtures} names it
 * @param vendor who replies so
 * @param says what the body says, for the docs
 * @param types the types of failure that it may be
 * @param waitMs the wait that the failure asks for; null for none
 * @param evidence what it is evidence about; null where that is not to matter
 * @param param the field that the failure names; null where that is not to matter
 */
record ReplyCase(
    String name,
    String codec,
    String vendor,
    HttpReply reply,
    String says,
    List<FailureType> types,
    @Nullable Long waitMs,
    @Nullable Evidence evidence,
    @Nullable String param) {

  /** Those of {@code failures.csv} and {@code provider-replies.json}. */
  static List<ReplyCase> ofGateway() {
    return Stream.concat(listed(), inFile("provider-replies.json")).toList();
  }

  /** Those of {@code wordings.json}. */
  static List<ReplyCase> ofWordings() {
    return inFile("wordings.json").toList();
  }

  /** Errors that have nothing but a code, of {@code codes.csv}. */
  static List<ReplyCase> ofCodes() {
    return Fixtures.text("codes.csv").lines().skip(1).map(ReplyCase::ofCode).toList();
  }

  private static ReplyCase ofCode(String line) {
    String[] cells = line.split("\\|", -1);
    String code = cells[1];
    String body =
        code.startsWith("minimax:")
            ? "{\"base_resp\":{\"status_code\":%s,\"status_msg\":\"no\"}}"
                .formatted(code.substring(code.indexOf(':') + 1))
            : "{\"error\":{\"code\":\"%s\",\"message\":\"no\"}}".formatted(code);
    return new ReplyCase(
        "codes/" + code,
        "compatible",
        "any",
        new HttpReply(Integer.parseInt(cells[0]), Map.of(), body, false),
        "",
        List.of(type(cells[2])),
        null,
        Evidence.named(cells[3]),
        null);
  }

  /** Those of {@code failures.csv}. */
  static Stream<ReplyCase> listed() {
    return Fixtures.text("failures.csv").lines().skip(1).map(ReplyCase::of);
  }

  private static ReplyCase of(String line) {
    String[] cells = line.split("\\|", -1);
    return new ReplyCase(
        cells[0] + "/" + cells[1],
        cells[0],
        cells[0],
        Fixtures.reply(cells[0], cells[1]),
        cells[2],
        List.of(FailureType.valueOf(cells[3])),
        cells[4].isEmpty() ? null : Long.valueOf(cells[4]),
        Evidence.named(cells[5]),
        null);
  }

  private static Stream<ReplyCase> inFile(String file) {
    return StreamSupport.stream(Fixtures.json(file).spliterator(), false).map(ReplyCase::of);
  }

  private static ReplyCase of(JsonNode json) {
    Map<String, List<String>> headers = new TreeMap<>();
    json.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asText())));
    JsonNode body = json.path("body");
    JsonNode wanted = json.path("wanted");
    JsonNode about = wanted.path("about");
    return new ReplyCase(
        "replies/" + json.path("name").asText(),
        codec(json.path("codec").asText("openai")),
        json.path("vendor").asText(json.path("source").asText()),
        new HttpReply(
            json.path("status").asInt(),
            headers,
            body.isTextual() ? body.textValue() : body.toString(),
            false),
        "",
        types(wanted.path("failure")),
        wanted.has("wait_ms") ? Long.valueOf(wanted.path("wait_ms").asLong()) : null,
        about.isTextual() ? Evidence.named(about.textValue()) : null,
        wanted.has("param") ? wanted.path("param").asText() : null);
  }

  private static String codec(String kind) {
    return kind.equals("openai") ? "compatible" : kind.replace('_', '-');
  }

  private static List<FailureType> types(JsonNode paths) {
    return StreamSupport.stream(paths.spliterator(), false)
        .map(path -> type(path.asText()))
        .toList();
  }

  private static FailureType type(String path) {
    return Arrays.stream(FailureType.values())
        .filter(type -> String.join("/", type.path()).equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no type of failure: " + path));
  }

  /** As the codec reads it, for a request that names nothing but a message. */
  Outcome.Failed decoded() {
    return decoded(Sampling.NONE);
  }

  Outcome.Failed decoded(Sampling requested) {
    Attempt attempt = Attempts.saying("hi", Attempts.target("t", codec), requested);
    Outcome outcome = Fixtures.codec(codec).decode(attempt, reply, Fixtures.NOW);
    if (outcome instanceof Outcome.Failed failed) {
      return failed;
    }
    throw new AssertionError(name + " is an answer: " + outcome);
  }

  FaultRun.Fault fault() {
    ResponseDefinitionBuilder served =
        aResponse().withStatus(reply.status()).withBody(reply.body());
    reply.headers().forEach((header, values) -> served.withHeader(header, values.get(0)));
    return new FaultRun.Fault(name, Fixtures.kind(codec), served, null);
  }

  /** The type that it is where there is only one. */
  FailureType type() {
    FailureType seen = decoded().failure().type();
    return types.contains(seen) ? seen : types.get(0);
  }

  String waited() {
    return Objects.toString(waitMs, "");
  }

  @Override
  public String toString() {
    return name;
  }
}
