package dev.sluice.topology;

import static dev.sluice.topology.CancelledCalls.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.call.CallFixtures;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.gateway.FailureLog;
import dev.sluice.outage.LogIds;
import dev.sluice.v1.CommandKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What Sluice's own lines say of calls, at every level. */
class LogSecrecyTest extends Waits {
  private static final String MARKER = "What is a sluice?";

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Level before;

  @BeforeEach
  void listen() {
    before = logger.getLevel();
    logger.setLevel(Level.TRACE);
    lines.start();
    logger.addAppender(lines);
    gateway.tasks.also = new FailureLog();
    gateway.tenant("acme");
  }

  @AfterEach
  void restore() {
    logger.detachAppender(lines);
    logger.setLevel(before);
  }

  /** All that a line may show, wherever it is. */
  private List<String> shown() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.start();
    return lines.list.stream()
        .map(line -> new String(encoder.encode(line), StandardCharsets.UTF_8))
        .toList();
  }

  private List<ILoggingEvent> failures() {
    return lines.list.stream()
        .filter(line -> line.getLoggerName().equals(FailureLog.class.getName()))
        .toList();
  }

  @Test
  void shouldWriteOneLineForACallThatFailsWithItsIdsAndWithoutWhatItSays() {
    // Given
    gateway.publishes("acme", CallFixtures.request("r-1", "single", MARKER));
    String id = only(gateway.polling()).getPollingId();

    // When
    gateway.fails(
        gateway.dispatcher.next(),
        new ProviderFailure.ServerError(
            FailureFacts.of(FailureType.SERVER_ERROR, "can't say " + MARKER)));

    // Then
    ILoggingEvent line = only(failures());
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertThat(line.getFormattedMessage())
        .isEqualTo(
            "a call for single ended as provider/server_error after 0 ms; attempts at [only]");
    assertThat(line.getMDCPropertyMap())
        .containsEntry(LogIds.TENANT, "acme")
        .containsEntry(LogIds.REQUEST_ID, "r-1")
        .containsEntry(LogIds.POLLING_ID, id);
    assertThat(shown()).noneMatch(text -> text.contains(MARKER));
  }

  @Test
  void shouldWriteNothingOfPromptsAndAnswersWhenCallsAreAnsweredOrCantBeRead() {
    // Given
    gateway.publishes("acme", CallFixtures.request("r-1", "single", MARKER));
    gateway.publishesBytes("acme", MARKER.getBytes(StandardCharsets.UTF_8));
    gateway.commandBytes("acme", MARKER.getBytes(StandardCharsets.UTF_8));
    gateway.commands("acme", command(CommandKind.CANCEL, MARKER));

    // When
    gateway.answers(gateway.dispatcher.next(), MARKER);

    // Then
    assertThat(only(gateway.results()).getRequestId()).isEqualTo("r-1");
    assertThat(lines.list).isNotEmpty();
    assertThat(failures()).isEmpty();
    assertThat(shown()).noneMatch(text -> text.contains(MARKER));
  }

  @Test
  void shouldWriteTheClassAndPlaceOfABugButNotItsMessageWhichMayQuote() {
    // Given
    gateway.dispatcher.poison = "r-1";

    // When
    assertThatThrownBy(
            () -> gateway.publishes("acme", CallFixtures.request("r-1", "single", MARKER)))
        .hasStackTraceContaining(MARKER);

    // Then
    assertThat(shown())
        .anyMatch(
            text ->
                text.contains("java.lang.IllegalStateException")
                    && text.contains("TestDispatcher")
                    && text.contains("could not be processed"))
        .noneMatch(text -> text.contains(MARKER));
  }
}
