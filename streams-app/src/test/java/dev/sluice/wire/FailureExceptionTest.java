package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.ProviderFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FailureExceptionTest {
  @Provide
  Arbitrary<Failure> failures() {
    return Failures.any();
  }

  @Property(tries = 200)
  void shouldCarryAnEqualFailureWhenThrownAndSerializedThreeTimes(
      @ForAll("failures") Failure failure) throws Exception {
    // When
    FailureException caught = thrown(failure);
    for (int trip = 0; trip < 3; trip++) {
      caught = thrown(read(written(caught)).failure());
    }

    // Then
    assertThat(caught.failure()).isEqualTo(failure).hasSameClassAs(failure);
  }

  @Property(tries = 100)
  void shouldTellNoSecretOfTheRequest(@ForAll("failures") Failure failure) throws Exception {
    // Given
    FailureException thrown = thrown(failure);

    // When
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));

    // Then
    assertThat(trace.toString()).doesNotContain(Failures.SECRET);
    assertThat(new String(written(thrown), StandardCharsets.UTF_8)).doesNotContain(Failures.SECRET);
  }

  @Test
  void shouldHaveTheWrappedFailureAsItsCauseAndForeignOnesAsText() throws Exception {
    // Given
    Throwable foreign = new UnheardOfException("broken pipe", new IOException("EPIPE"));
    Failure original = GatewayFailure.Internal.of(foreign);
    Failure failure =
        new ProviderFailure.MidStreamBreak(
            FailureFacts.of(FailureType.MID_STREAM_BREAK, "broke off").withOriginal(original),
            "Once upon",
            false);

    // When
    FailureException read = read(written(new FailureException(failure)));

    // Then
    assertThat(read).hasMessage("provider/mid_stream_break: broke off");
    assertThat(read.getCause()).isInstanceOf(FailureException.class);
    assertThat(((FailureException) read.getCause()).failure()).isEqualTo(original);
    assertThat(read.getCause())
        .cause()
        .hasMessage(UnheardOfException.class.getName() + ": broken pipe")
        .isNotInstanceOf(UnheardOfException.class);
    assertThat(read).rootCause().hasMessage("java.io.IOException: EPIPE");
  }

  @Test
  void shouldShowWhereItWasThrownWhenReadElsewhere() throws Exception {
    // Given
    FailureException thrown = thrown(Failure.of(FailureType.TIMEOUT, facts()));

    // When
    FailureException read = read(written(thrown));

    // Then
    assertThat(read.getStackTrace()).isEqualTo(thrown.getStackTrace());
  }

  @Test
  void shouldKeepWhatWasCaughtAsItsCause() {
    // Given
    IOException caught = new IOException("gone");

    // When
    FailureException thrown =
        new FailureException(Failure.of(FailureType.CONNECTION, facts()), caught);

    // Then
    assertThat(thrown).hasCause(caught);
  }

  @Test
  void shouldRefuseBytesThatAreNoFailure() {
    assertThatThrownBy(() -> new AvroSerialForm().fromBytes(new byte[] {7}))
        .isInstanceOf(IllegalStateException.class);
  }

  private static FailureFacts facts() {
    return FailureFacts.of(FailureType.TIMEOUT, "late");
  }

  private static FailureException thrown(Failure failure) {
    return catchThrowableOfType(
        FailureException.class,
        () -> {
          throw new FailureException(failure);
        });
  }

  private static byte[] written(FailureException thrown) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    return bytes.toByteArray();
  }

  private static FailureException read(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (FailureException) in.readObject();
    }
  }

  /** Stands for a class that only the writer has. */
  private static final class UnheardOfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private UnheardOfException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
