package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.access.KafkaFaults;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** With a clock that only pauses move on. */
class BrokerWaitTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger().addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(lines);
  }

  @Test
  void shouldPauseAndWriteALineAMinuteWhenNoBrokerAnswers() {
    // When
    StartException gaveUp = await(() -> failing(new TimeoutException("no node")));

    // Then
    assertThat(gaveUp.status()).isEqualTo(ExitStatus.BROKER_AWAY);
    assertThat(gaveUp).hasMessageStartingWith("no broker answers at nowhere: within 120 s");
    assertThat(asked.get()).isBetween(20, 40);
    assertThat(lines.list).hasSizeBetween(1, 3);
    assertThat(made.get()).isEqualTo(closed.get()).isOne();
  }

  @Test
  void shouldMakeTheClientAnewWithPausesWhenItHasEnded() {
    // When
    StartException gaveUp =
        await(
            () ->
                failing(
                    new IllegalStateException(
                        "Cannot accept new calls when AdminClient is closing.")));

    // Then
    assertThat(gaveUp).hasMessageContaining("kafka.security.protocol");
    assertThat(made.get()).isEqualTo(closed.get()).isBetween(20, 40);
    assertThat(lines.list).hasSizeBetween(1, 3);
  }

  @Test
  void shouldEndAtOnceWhenThePasswordIsWrong() {
    // Given
    AuthenticationException wrong = new SaslAuthenticationException("invalid credentials");

    // When
    StartException refused = await(() -> failing(wrong));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.AUTHENTICATION_FAILED);
    assertThat(asked.get()).isOne();
    assertThat(nanos.get()).isZero();
  }

  @Test
  void shouldEndAtOnceWhenNoClientCanBeMadeOfTheSettings() {
    // When
    StartException refused =
        await(
            () -> {
              throw new KafkaException(
                  "Failed to create new KafkaAdminClient",
                  new IllegalArgumentException("JAAS config entry not terminated by semi-colon"));
            });

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.KAFKA_SETTINGS_REFUSED);
    assertThat(refused).hasMessageContaining("kafka.sasl.jaas.config");
  }

  private StartException await(Supplier<Admin> clients) {
    BrokerWait wait =
        new BrokerWait(
            clients,
            new KafkaFaults(Map.of("bootstrap.servers", "nowhere:"), List.of()),
            PATIENCE,
            nanos::get,
            pause -> nanos.addAndGet(pause.toNanos()));
    return catchThrowableOfType(StartException.class, wait::await);
  }

  /** A client of which each answer is that failure. */
  private Admin failing(RuntimeException failure) {
    made.incrementAndGet();
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.incrementAndGet();
                return null;
              }
              asked.incrementAndGet();
              throw failure;
            });
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(BrokerWait.class);
  }
}
