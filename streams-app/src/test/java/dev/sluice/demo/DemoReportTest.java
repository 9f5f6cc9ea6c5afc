package dev.sluice.demo;

import static dev.sluice.demo.DemoEvents.accepted;
import static dev.sluice.demo.DemoEvents.failed;
import static dev.sluice.demo.DemoEvents.line;
import static dev.sluice.demo.DemoEvents.rejected;
import static dev.sluice.demo.DemoEvents.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.Expectation;
import dev.sluice.client.RequestLine;
import dev.sluice.client.RequestOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {

  private static List<RequestOutcome> outcomes() {
    List<RequestOutcome> outcomes = new ArrayList<>();
    RequestLine line = line(Expectation.NONE);
    outcomes.addAll(DemoEvents.outcomes(line, accepted(false), result("two", "one")));
    outcomes.addAll(DemoEvents.outcomes(line, accepted(true), result("two", "one")));
    outcomes.addAll(DemoEvents.outcomes(line, accepted(false), failed(502)));
    outcomes.addAll(DemoEvents.outcomes(line, rejected(429, false)));
    outcomes.addAll(DemoEvents.outcomes(line, rejected(400, true)));
    outcomes.addAll(DemoEvents.outcomes(line, accepted(false)));
    return outcomes;
  }

  @Test
  void shouldShowARowForEachRequest() {
    // When
    List<String> table = DemoReport.table(outcomes(), false);

    // Then
    assertThat(table)
        .containsExactly(
            "tenant  request  decision    polling ID      outcome                status  ms",
            "acme    r-7      accepted    resp_…-of-call  one ✗503 → two                 20",
            "acme    r-7      repeat      resp_…-of-call  one ✗503 → two                 20",
            "acme    r-7      accepted    resp_…-of-call  server error              502  20",
            "acme    r-7      rejected                    rate limited              429  10",
            "acme    r-7      unreadable                  rate limited              400  10",
            "acme    r-7      accepted    resp_…-of-call  has not ended in time");
  }

  @Test
  void shouldCountCallsOnce() {
    // When
    List<String> totals = DemoReport.totals(outcomes());

    // Then
    assertThat(totals)
        .containsExactly(
            "  accepted   3   and 1 repeated, with the same polling ID and at no cost",
            "  rejected   2   1 × 400 rate limited, 1 × 429 rate limited",
            "  completed  1   1 of them by a fallback",
            "  failed     1   with every attempt in the error record");
  }
}
