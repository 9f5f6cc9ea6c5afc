package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import dev.sluice.provider.stream.StreamEvent;
import dev.sluice.provider.stream.StreamFraming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams under {@code provider/}. What is before the first dot of a file's name names the
 * reply that the same request would have got without a stream; what follows tells streams of one
 * reply apart.
 */
record StreamFixtures(String vendor, String name) {
  private static final String ENDING = ".stream.txt";
  private static final Pattern BLANK_LINES = Pattern.compile("\\R\\R+");

  /** Those of all vendors that stream. */
  static Stream<StreamFixtures> all() {
    return Fixtures.vendors().stream()
        .filter(vendor -> Codecs.named(vendor).api().stream() != null)
        .flatMap(vendor -> names(vendor).map(name -> new StreamFixtures(vendor, name)));
  }

  /** Those of which the whole reply is known. */
  static Stream<StreamFixtures> withWhole() {
    return all().filter(stream -> Fixtures.replies(stream.vendor()).contains(stream.whole()));
  }

  private String whole() {
    return name.replaceFirst("\\..*", "");
  }

  private static Stream<String> names(String vendor) {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/provider", vendor))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StreamApi api(String vendor) {
    StreamApi api = Codecs.named(vendor).api().stream();
    assertThat(api).as("the stream of %s", vendor).isNotNull();
    return api;
  }

  /** As it is in its file. */
  String text() {
    return Fixtures.text(vendor + "/" + name + ENDING);
  }

  List<StreamEvent> events() {
    String text = text();
    return api(vendor).framing() == StreamFraming.SERVER_SENT_EVENTS
        ? events(text)
        : text.lines().map(StreamFixtures::framed).toList();
  }

  private static StreamEvent framed(String line) {
    JsonNode event = Objects.requireNonNull(Json.parse(line), line);
    return new StreamEvent(event.path("name").asText(), event.path("data").toString());
  }

  /** Divides well-formed server-sent events; what reads real ones is tested elsewhere. */
  static List<StreamEvent> events(String text) {
    return BLANK_LINES
        .splitAsStream(text)
        .filter(block -> field(block, "data") != null)
        .map(
            block ->
                new StreamEvent(
                    field(block, "event"), Objects.requireNonNull(field(block, "data"))))
        .toList();
  }

  private static @Nullable String field(String block, String name) {
    List<String> values =
        block
            .lines()
            .filter(line -> line.startsWith(name + ":"))
            .map(line -> line.substring(name.length() + 1).replaceFirst("^ ", ""))
            .toList();
    return values.isEmpty() ? null : String.join("\n", values);
  }

  ReplyAssembler assembler() {
    return api(vendor).assembler();
  }

  /** What all events tell, one after the other. */
  static List<AnswerDelta> added(ReplyAssembler assembler, List<StreamEvent> events) {
    return events.stream().flatMap(event -> assembler.add(event).stream()).toList();
  }

  Outcome outcome(JsonNode reply) {
    return decoded(new HttpReply(200, Map.of(), reply.toString(), false));
  }

  /** The reply that the same request would have got without a stream. */
  HttpReply wholeReply() {
    return Fixtures.reply(vendor, whole());
  }

  Outcome outcomeOfWhole() {
    HttpReply whole = wholeReply();
    return decoded(new HttpReply(whole.status(), Map.of(), whole.body(), false));
  }

  private Outcome decoded(HttpReply reply) {
    return Fixtures.codec(vendor)
        .decode(
            SampleRequests.attempt("plain", Codecs.named(vendor).target()), reply, Fixtures.NOW);
  }

  @Override
  public String toString() {
    return vendor + "/" + name;
  }
}
