package dev.sluice.provider;

import dev.sluice.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a step of a provider batch. */
public sealed interface BatchReply<T> {

  record Done<T>(T value) implements BatchReply<T> {}

  /**
   * The provider certainly did nothing.
   *
   * @param failure why; no secret is in it
   * @param retryable whether the same may succeed later, as after a rate limit
   * @param retryAfter how long the provider asks to wait; null where it does not say
   */
  record Refused<T>(Failure failure, boolean retryable, @Nullable Duration retryAfter)
      implements BatchReply<T> {}

  /**
   * Nobody knows yet whether the provider has done it: no reply came, or one that may mean both.
   */
  record Unclear<T>(Failure failure) implements BatchReply<T> {}
}
