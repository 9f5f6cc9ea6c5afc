package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.delta.AnswerDeltas;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StreamFoldPropertyTest {
  private static final AnswerForm RESPONSES = new ResponsesForm();
  private static final AnswerForm CHAT = new ChatCompletionForm(true);

  @Property(tries = 2_000)
  void shouldTellTheWholeAnswerHoweverItWasWritten(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    WrittenAnswer answer = new WrittenAnswer(random, 1);
    List<AnswerDeltas> records = someOf(answer.records(), random);
    ObjectNode response = answer.response();

    // When
    List<StreamEvent> events = Folds.events(RESPONSES, records, response);
    List<StreamEvent> chunks = Folds.events(CHAT, records, response);

    // Then
    assertTold(StreamReading.of(events), response);
    assertTold(chunks, response);
  }

  @Property(tries = 1_000)
  void shouldTellTheSameInTheSameOrderHoweverItWasCut(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    WrittenAnswer answer = new WrittenAnswer(random, 1);
    ObjectNode response = answer.response();

    // When
    List<StreamEvent> events = Folds.events(RESPONSES, answer.records(), response);
    List<StreamEvent> chunks = Folds.events(CHAT, answer.records(), response);

    // Then
    assertThat(events).isEqualTo(Folds.events(RESPONSES, answer.onePerDelta(), response));
    assertThat(chunks).isEqualTo(Folds.events(CHAT, answer.onePerDelta(), response));
  }

  @Property(tries = 1_000)
  void shouldTellOneAnswerAloneWhenAnAttemptBreaksOff(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    WrittenAnswer broken = new WrittenAnswer(random, 1);
    WrittenAnswer answer = new WrittenAnswer(random, 2);
    List<AnswerDeltas> before = someOf(broken.records(), random);
    List<AnswerDeltas> records = new ArrayList<>(before);
    records.addAll(someOf(answer.records(), random));
    // its process may not know that it was replaced
    records.addAll(broken.records());
    ObjectNode response = answer.response();

    // When
    List<StreamEvent> events = Folds.events(RESPONSES, records, response);
    List<StreamEvent> chunks = Folds.events(CHAT, records, response);

    // Then
    assertThat(events).startsWith(told(RESPONSES, before));
    assertThat(chunks).startsWith(told(CHAT, before));
    StreamReading reading = StreamReading.of(events);
    if (reading.isBroken()) {
      assertThat(reading.items).isNotEmpty();
      assertThat(last(chunks).at("/error/code").asText()).isEqualTo("stream_broken");
    } else {
      assertTold(reading, response);
      assertTold(chunks, response);
    }
  }

  private static JsonNode last(List<StreamEvent> events) {
    return Objects.requireNonNull(events.get(events.size() - 1).data());
  }

  /** Perhaps all of them, or those before a loss, or those around one. */
  private static List<AnswerDeltas> someOf(List<AnswerDeltas> records, Random random) {
    int lost = random.nextInt(records.size() + 1);
    List<AnswerDeltas> some = new ArrayList<>(records.subList(0, lost));
    if (random.nextBoolean() && lost < records.size()) {
      some.addAll(records.subList(lost + 1, records.size()));
    }
    return random.nextInt(3) == 0 ? records : some;
  }

  private static StreamEvent[] told(AnswerForm form, List<AnswerDeltas> records) {
    StreamFold fold = form.stream();
    List<StreamEvent> events = new ArrayList<>();
    ObjectNode queued = new WrittenAnswer(new Random(0), 1).response().put("status", "queued");
    events.addAll(fold.accepted(queued));
    records.forEach(record -> events.addAll(fold.add(record)));
    return events.toArray(StreamEvent[]::new);
  }

  /** Its texts, and its items as they were told. */
  private static void assertTold(StreamReading reading, ObjectNode response) {
    JsonNode output = reading.response().path("output");
    assertThat(texts(output)).isEqualTo(texts(response.path("output")));
    assertThat(encrypted(output)).isEqualTo(encrypted(response.path("output")));
    assertThat(reading.items)
        .extracting(item -> (JsonNode) Objects.requireNonNull(item.done))
        .containsExactlyElementsOf(output);
  }

  private static List<String> texts(JsonNode output) {
    AnswerText answer = AnswerText.of(output);
    List<String> texts = new ArrayList<>();
    texts.add(answer.reasoning());
    texts.add(answer.text());
    texts.add(answer.refusal());
    TreeMap<String, String> calls = new TreeMap<>();
    answer.calls().forEach(call -> calls.put(call.path("call_id").asText(), call(call)));
    texts.addAll(calls.values());
    return texts;
  }

  private static String call(JsonNode item) {
    return item.path("type").asText()
        + item.path("name").asText()
        + CallItems.arguments(item)
        + item.path("call_id").asText();
  }

  private static List<String> encrypted(JsonNode output) {
    List<String> encrypted = new ArrayList<>();
    output.forEach(item -> encrypted.add(item.path("encrypted_content").asText("")));
    encrypted.removeIf(String::isEmpty);
    encrypted.sort(null);
    return encrypted;
  }

  /** The same of chunks. */
  private static void assertTold(List<StreamEvent> chunks, ObjectNode response) {
    StringBuilder reasoning = new StringBuilder();
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    TreeMap<Integer, StringBuilder> calls = new TreeMap<>();
    assertThat(chunks).last().isEqualTo(StreamEvent.DONE);
    for (StreamEvent chunk : chunks.subList(0, chunks.size() - 1)) {
      JsonNode delta = Objects.requireNonNull(chunk.data()).at("/choices/0/delta");
      reasoning.append(delta.path("reasoning_content").asText(""));
      text.append(delta.path("content").asText(""));
      refusal.append(delta.path("refusal").asText(""));
      for (JsonNode call : delta.path("tool_calls")) {
        calls
            .computeIfAbsent(call.path("index").asInt(), index -> new StringBuilder())
            .append(call.at("/function/arguments").asText(""))
            .append(call.at("/custom/input").asText(""));
      }
    }
    AnswerText answer = AnswerText.of(response.path("output"));
    assertThat(reasoning).hasToString(answer.reasoning());
    assertThat(text).hasToString(answer.text());
    assertThat(refusal).hasToString(answer.refusal());
    assertThat(calls.values().stream().map(StringBuilder::toString))
        .isEqualTo(answer.calls().stream().map(CallItems::arguments).toList());
  }
}
