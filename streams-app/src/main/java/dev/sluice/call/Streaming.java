package dev.sluice.call;

import org.jspecify.annotations.Nullable;

/** Whether a target's answers are asked for as streams, if its provider has them. */
public enum Streaming {
  /** When the request wants it, or the answer may be long. */
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Above this maximum of output tokens, a connection may have to stay open for so long without a
   * byte that something on the way closes it. Anthropic's SDKs count on 128,000 tokens an hour and
   * refuse such calls without a stream when they may last ten minutes, or above 8,192 tokens for
   * some models (https://github.com/anthropics/anthropic-sdk-python#long-requests).
   */
  static final int LONG_ANSWER = 16_000;

  /**
   * @param wanted whether the request wants a stream
   * @param maxOutputTokens that the target is sent; null if none are
   */
  boolean applies(boolean wanted, @Nullable Integer maxOutputTokens) {
    return switch (this) {
      case AUTO -> wanted || (maxOutputTokens != null && maxOutputTokens > LONG_ANSWER);
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }
}
