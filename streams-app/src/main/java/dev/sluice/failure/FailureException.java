package dev.sluice.failure;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thrown form of a failure, for where a value can't be returned. The catcher goes on with
 * {@link #failure()}. Serialized as the failure's record, so that no process needs the classes of
 * exceptions that another one caught.
 */
public final class FailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Read from its record; see {@link SerialForm}. */
  private final transient Failure failure;

  public FailureException(Failure failure) {
    this(failure, causeOf(failure));
  }

  /**
   * @param cause what was caught; in another process its class, message and stack remain, as far as
   *     they are among the failure's causes
   */
  public FailureException(Failure failure, @Nullable Throwable cause) {
    super(String.join("/", failure.typePath()) + ": " + failure.message(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  /** The failure that this one wraps, otherwise what is kept of foreign exceptions. */
  private static @Nullable Throwable causeOf(Failure failure) {
    Failure original = failure.facts().original();
    return original == null
        ? ForeignException.chain(failure.facts().causes())
        : new FailureException(original);
  }

  @Serial
  private Object writeReplace() throws NotSerializableException {
    return new SerialForm.Proxy(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws ObjectStreamException {
    throw new InvalidObjectException("a failure is serialized as its record");
  }

  /** What remains of an exception whose class a reader may not have. */
  private static final class ForeignException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private ForeignException(CauseFacts kept, @Nullable Throwable cause) {
      super(
          kept.message() == null ? kept.className() : kept.className() + ": " + kept.message(),
          cause,
          false,
          false);
    }

    static @Nullable Throwable chain(List<CauseFacts> causes) {
      Throwable chain = null;
      for (int i = causes.size() - 1; i >= 0; i--) {
        chain = new ForeignException(causes.get(i), chain);
      }
      return chain;
    }
  }
}
