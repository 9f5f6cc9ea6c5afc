package dev.sluice.demo;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import dev.sluice.outage.RepeatFilter;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Keeps the gateway's log off the screen that a demo reports on. */
final class DemoLog {
  private DemoLog() {}

  /** From now on all logging of this process goes to that file, which is truncated. */
  static void into(Path file) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg %kvp%n%ex{full}");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setAppend(false);
    appender.setEncoder(encoder);
    appender.addFilter(repeats(context));
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }

  private static RepeatFilter repeats(LoggerContext context) {
    RepeatFilter filter = new RepeatFilter();
    filter.setContext(context);
    filter.start();
    return filter;
  }
}
