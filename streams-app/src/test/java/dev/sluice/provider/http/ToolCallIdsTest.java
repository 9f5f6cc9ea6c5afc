package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import java.util.List;
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

  private static List<String> ids(@Nullable String... provider) {
    ToolCallIds ids = new ToolCallIds(ATTEMPT);
    return Stream.of(provider).map(ids::next).toList();
  }
}
