package dev.sluice.outage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.regex.Pattern;

/**
 * Lets the warnings of Kafka's clients pass once a minute: while a broker is away, each of a
 * process's dozen clients writes the same line every second. Any thread.
 */
public final class RepeatFilter extends Filter<ILoggingEvent> {
  private static final String KAFKA = "org.apache.kafka.";

  /** The name of the client, thread or task in front, and numbers. */
  private static final Pattern VARIES =
      Pattern.compile("^([a-z-]+ )?\\[[^]]*]( task \\[[^]]*])? ?|\\d+");

  private final LogLimiter lines = new LogLimiter();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    String format = event.getMessage();
    if (format == null
        || !event.getLevel().isGreaterOrEqual(Level.WARN)
        || !event.getLoggerName().startsWith(KAFKA)) {
      return FilterReply.NEUTRAL;
    }
    String cause = event.getLoggerName() + ' ' + VARIES.matcher(format).replaceAll("");
    return lines.due(cause, event.getTimeStamp()).isPresent()
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }
}
