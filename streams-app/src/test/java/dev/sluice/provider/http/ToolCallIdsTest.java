package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolCallIdsTest {
  private static final Attempt ATTEMPT = SampleRequests.attempt("conversation");

  @Test
  void shouldKeepTheProvidersIdsWhereTheyTellTheCallsApart() {
    // When
    List<String> ids = ids("call_a", "call_b");

    // Then
    assertThat(ids).containsExactly("call_a", "call_b");
  }

  @Test
  void shouldNameCallsByTheirPlaceWhenTheProviderDoesNotOrRepeatsItself() {
    // When
    List<String> ids = ids(null, "", "a", "a", "  ");

    // Then
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("", "  ").contains("a");
    assertThat(ids).isEqualTo(ids(null, "", "a", "a", "  "));
    assertThat(ids).allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,40}"));
  }

  @Test
  void shouldNameCallsThatAreWrittenAsTheWholeAnswerDoes() {
    // Given
    List<String> sent = List.of("", "a", "a", "b");
    ToolCallIds written = new ToolCallIds(ATTEMPT);

    // When
    List<AnswerDelta> deltas =
        IntStream.range(0, sent.size())
            .mapToObj(index -> written.in(begun(index, sent.get(index))))
            .toList();

    // Then
    List<String> whole = ids("", "a", "a", "b");
    assertThat(deltas)
        .containsExactly(
            begun(0, whole.get(0)),
            begun(1, whole.get(1)),
            begun(2, whole.get(2)),
            begun(3, whole.get(3)));
  }

  @Test
  void shouldLeaveOtherPiecesOfAnAnswerAsTheyAre() {
    // Given
    AnswerDelta text = new AnswerDelta.Text("");

    // When
    AnswerDelta left = new ToolCallIds(ATTEMPT).in(text);

    // Then
    assertThat(left).isSameAs(text);
  }

  private static AnswerDelta begun(int index, String id) {
    return new AnswerDelta.ToolCallBegun(index, id, "f", false);
  }

  private static List<String> ids(@Nullable String... provider) {
    ToolCallIds ids = new ToolCallIds(ATTEMPT);
    return Stream.of(provider).map(ids::next).toList();
  }
}
