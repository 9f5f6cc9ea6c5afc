package dev.sluice.failure;

import java.io.NotSerializableException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ServiceLoader;

/**
 * Serializes failures without loss. Found as a service, since the record that it writes is
 * generated, and this package does not know it. Any thread.
 */
public interface SerialForm {

  byte[] toBytes(Failure failure);

  /**
   * @throws RuntimeException if the bytes are not a failure
   */
  Failure fromBytes(byte[] bytes);

  /** The implementation on the class path. */
  static SerialForm installed() throws NotSerializableException {
    return ServiceLoader.load(SerialForm.class, SerialForm.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new NotSerializableException("no SerialForm is on the class path"));
  }

  /** The serialized form. */
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
