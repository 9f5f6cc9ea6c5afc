package dev.sluice.failure;

import java.io.NotSerializableException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ServiceLoader;

/**
 * Failures as bytes and back, without loss. Found as a service: the record that they are written as
 * is generated, and nothing here knows it. Any thread.
 */
public interface SerialForm {

  byte[] toBytes(Failure failure);

  /**
   * @throws RuntimeException if the bytes are no failure
   */
  Failure fromBytes(byte[] bytes);

  /** The one that is on the class path. */
  static SerialForm installed() throws NotSerializableException {
    return ServiceLoader.load(SerialForm.class, SerialForm.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new NotSerializableException("no SerialForm is on the class path"));
  }

  /** What is really serialized. */
  final class Proxy implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private final StackTraceElement[] stack;

    Proxy(FailureException thrown) throws NotSerializableException {
      this.bytes = installed().toBytes(thrown.failure());
      this.stack = thrown.getStackTrace();
    }

    @Serial
    private Object readResolve() throws NotSerializableException {
      FailureException read = new FailureException(installed().fromBytes(bytes));
      read.setStackTrace(stack);
      return read;
    }
  }
}
