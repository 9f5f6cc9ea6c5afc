package dev.sluice.outage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The two forms of the log. */
class LogFormatTest {
  private static final Map<String, String> IDS =
      Map.of(LogIds.TENANT, "acme", LogIds.REQUEST_ID, "r-1", LogIds.POLLING_ID, "resp_1");

  private static String line(@Nullable String format, Map<String, String> ids)
      throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    if (format != null) {
      context.putProperty("SLUICE_LOG_FORMAT", format);
    }
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL file = Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml"));
    configurator.doConfigure(file);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();
    LoggingEvent event =
        new LoggingEvent(
            "", root, Level.WARN, "a call ended as {}", null, new Object[] {"timeout"});
    event.setMDCPropertyMap(ids);
    event.setThreadName("main");
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void shouldWriteAnObjectALineWhenToldTo() throws JoranException, IOException {
    // When
    String line = line("json", IDS);

    // Then
    JsonNode object = new ObjectMapper().readTree(line);
    assertThat(line.lines()).hasSize(1);
    assertThat(object.at("/level").asText()).isEqualTo("WARN");
    assertThat(object.at("/mdc/tenant").asText()).isEqualTo("acme");
    assertThat(object.at("/mdc/request_id").asText()).isEqualTo("r-1");
    assertThat(object.at("/mdc/polling_id").asText()).isEqualTo("resp_1");
    assertThat(object.at("/formattedMessage").asText()).isEqualTo("a call ended as timeout");
  }

  @Test
  void shouldNameACallInTextToo() throws JoranException {
    // When
    String line = line(null, IDS);

    // Then
    assertThat(line)
        .contains("WARN  [main] tenant acme request r-1 resp_1 ROOT: a call ended as timeout");
  }

  /** Logs a line and has a result, as a process of its own. */
  static final class OneLine {
    private OneLine() {}

    public static void main(String[] none) {
      LoggerFactory.getLogger(OneLine.class).warn("a line");
      System.out.print("a result");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "neither"})
  void shouldLeaveStandardOutputToResults(String format) throws Exception {
    // Given
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Dlogback.configurationFile=logback.xml",
            OneLine.class.getName());
    process.environment().put("SLUICE_LOG_FORMAT", format);
    process.redirectError(ProcessBuilder.Redirect.DISCARD);

    // When
    byte[] output = process.start().getInputStream().readAllBytes();

    // Then
    assertThat(new String(output, StandardCharsets.UTF_8)).isEqualTo("a result");
  }

  @Test
  void shouldNameNothingInTextWhereALineIsAboutNoCall() throws JoranException {
    // When
    String line = line("text", Map.of());

    // Then
    assertThat(line).contains("WARN  [main] ROOT: a call ended as timeout");
  }
}
