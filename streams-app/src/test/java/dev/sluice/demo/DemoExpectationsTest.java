package dev.sluice.demo;

import static dev.sluice.demo.DemoEvents.accepted;
import static dev.sluice.demo.DemoEvents.failed;
import static dev.sluice.demo.DemoEvents.line;
import static dev.sluice.demo.DemoEvents.rejected;
import static dev.sluice.demo.DemoEvents.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.Expectation;
import dev.sluice.client.Expectation.End;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class DemoExpectationsTest {
  private static final Expectation COMPLETED = new Expectation(End.COMPLETED, "one", null, false);

  private static List<String> mismatches(Expectation expected, SpecificRecord... events) {
    return DemoExpectations.mismatches(DemoEvents.outcomes(line(expected), events));
  }

  @Test
  void shouldFindNothingWhenAllIsAsExpected() {
    // When
    List<String> mismatches = mismatches(COMPLETED, accepted(false), result("one"));
    mismatches.addAll(
        mismatches(new Expectation(End.COMPLETED, null, null, true), accepted(true), result("x")));
    mismatches.addAll(
        mismatches(new Expectation(End.FAILED, null, 502, false), accepted(false), failed(502)));
    mismatches.addAll(
        mismatches(new Expectation(End.REJECTED, null, 429, false), rejected(429, false)));
    mismatches.addAll(
        mismatches(new Expectation(End.UNREADABLE, null, 400, false), rejected(400, true)));
    mismatches.addAll(mismatches(Expectation.NONE, rejected(404, false)));

    // Then
    assertThat(mismatches).isEmpty();
  }

  @Test
  void shouldNameAnotherTarget() {
    assertThat(mismatches(COMPLETED, accepted(false), result("two")))
        .containsExactly("line 7, r-7 of acme: expected completed by one, got completed by two");
  }

  @Test
  void shouldNameAnotherStatusAndAnotherEnd() {
    assertThat(mismatches(COMPLETED, rejected(429, false)))
        .containsExactly("line 7, r-7 of acme: expected completed by one, got rejected with 429");
    assertThat(mismatches(new Expectation(End.REJECTED, null, 403, false), rejected(404, false)))
        .containsExactly("line 7, r-7 of acme: expected rejected with 403, got rejected with 404");
  }

  @Test
  void shouldNameARepeatThatWasNone() {
    assertThat(
            mismatches(
                new Expectation(End.COMPLETED, null, null, true), accepted(false), result("one")))
        .containsExactly("line 7, r-7 of acme: expected a repeat, completed, got completed by one");
  }

  @Test
  void shouldNameWhatHasNotEnded() {
    assertThat(mismatches(Expectation.NONE, accepted(false)))
        .containsExactly("line 7, r-7 of acme: has not ended");
    assertThat(mismatches(Expectation.NONE)).containsExactly("line 7, r-7 of acme: has not ended");
  }

  @Test
  void shouldNameASecondTerminalRecordAndASecondDecision() {
    assertThat(mismatches(COMPLETED, accepted(false), result("one"), failed(500)))
        .containsExactly("line 7, r-7 of acme: has 2 terminal records");
    assertThat(mismatches(COMPLETED, accepted(false), result("one"), rejected(429, false)))
        .contains("line 7, r-7 of acme: was decided 2 times");
  }
}
