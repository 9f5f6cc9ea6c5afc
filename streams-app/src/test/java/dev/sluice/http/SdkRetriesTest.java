package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SdkRetriesTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldTakeAnSdksOwnRetryForTheSameRequestAndNothingElse() {
    // Given
    gateway.create(Gateway.BODY, "X-Stainless-Retry-Count", "0");

    // When
    gateway.create(Gateway.BODY, "X-Stainless-Retry-Count", "1");
    gateway.create(Gateway.BODY, "X-Stainless-Retry-Count", "0");
    gateway.create(Gateway.BODY.replace("hi", "ho"), "X-Stainless-Retry-Count", "1");

    // Then
    List<String> ids =
        gateway.topic.published.stream().map(CompletionRequest::getRequestId).toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.subList(1, 4)).doesNotHaveDuplicates();
  }

  @Test
  void shouldTakeRetriesForThoseOfTheNewestTriesThatTheyCanBeRetriesOf() {
    // Given
    for (int first = 0; first < 3; first++) {
      gateway.create(Gateway.BODY, "X-Stainless-Retry-Count", "0");
    }

    // When
    for (String retry : List.of("1", "2", "1", "3", "2")) {
      gateway.create(Gateway.BODY, "X-Stainless-Retry-Count", retry);
    }

    // Then
    List<String> ids =
        gateway.topic.published.stream().map(CompletionRequest::getRequestId).toList();
    String newest = ids.get(2);
    String second = ids.get(1);
    assertThat(ids.subList(3, 8)).containsExactly(newest, newest, second, newest, second);
  }
}
