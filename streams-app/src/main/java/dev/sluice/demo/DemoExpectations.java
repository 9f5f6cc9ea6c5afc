package dev.sluice.demo;

import dev.sluice.client.Expectation;
import dev.sluice.client.RequestOutcome;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares the outcomes of requests with what their file expects. Pure. */
final class DemoExpectations {
  private DemoExpectations() {}

  /** One line for each difference; empty if there is none. */
  static List<String> mismatches(List<RequestOutcome> outcomes) {
    List<String> all = new ArrayList<>();
    for (RequestOutcome outcome : outcomes) {
      String expected = expected(outcome.line().expected());
      String got = got(outcome);
      if (outcome.line().expected().end() != null && !expected.equals(relevant(outcome))) {
        all.add(name(outcome) + ": expected " + expected + ", got " + got);
      }
      promises(outcome).forEach(broken -> all.add(name(outcome) + ": " + broken));
    }
    return all;
  }

  /** What holds for any request, whatever its file says. */
  private static List<String> promises(RequestOutcome outcome) {
    List<String> broken = new ArrayList<>();
    if (!outcome.isEnded()) {
      broken.add("has not ended");
    }
    if (outcome.accepted().size() + outcome.rejections().size() > 1) {
      broken.add(
          "was decided %d times"
              .formatted(outcome.accepted().size() + outcome.rejections().size()));
    }
    if (outcome.results().size() + outcome.failures().size() > 1) {
      broken.add(
          "has %d terminal records"
              .formatted(outcome.results().size() + outcome.failures().size()));
    }
    return broken;
  }

  private static String name(RequestOutcome outcome) {
    return "line %d, %s of %s"
        .formatted(
            outcome.line().number(),
            Objects.requireNonNullElse(outcome.line().requestId(), "raw bytes"),
            outcome.line().tenant());
  }

  private static String expected(Expectation expected) {
    if (expected.end() == null) {
      return "anything";
    }
    String repeat = expected.repeat() ? "a repeat, " : "";
    return switch (expected.end()) {
      case COMPLETED -> repeat + "completed" + by(expected.target());
      case FAILED -> repeat + "failed" + with(expected.status());
      case REJECTED -> "rejected" + with(expected.status());
      case UNREADABLE -> "unreadable" + with(expected.status());
    };
  }

  /** The outcome, as far as the expectation goes. */
  private static String relevant(RequestOutcome outcome) {
    Expectation expected = outcome.line().expected();
    return got(outcome, expected.target() != null, expected.status() != null);
  }

  private static String got(RequestOutcome outcome) {
    return got(outcome, true, true);
  }

  private static String got(RequestOutcome outcome, boolean target, boolean status) {
    PollingEvent decision = outcome.decision();
    CompletionResult result = outcome.result();
    ErrorRecord error = outcome.error();
    if (decision == null && error == null) {
      return "no decision";
    }
    String repeat = decision != null && decision.getRepeat() ? "a repeat, " : "";
    if (result != null) {
      return repeat + "completed" + (target ? by(result.getTarget()) : "");
    }
    if (error == null) {
      return repeat + "accepted and not ended";
    }
    String end =
        error.getPollingId() != null
            ? repeat + "failed"
            : error.getRawRecord() == null ? "rejected" : "unreadable";
    return end + (status ? with(error.getFailure().getStatus()) : "");
  }

  private static String by(@Nullable String target) {
    return target == null ? "" : " by " + target;
  }

  private static String with(@Nullable Integer status) {
    return status == null ? "" : " with " + status;
  }
}
