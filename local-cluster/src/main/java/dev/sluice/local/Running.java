package dev.sluice.local;

import java.io.Closeable;

/** What a process of {@link Main} runs. Closing returns when it has stopped; twice does nothing. */
interface Running extends Closeable {

  /** Where clients find it, on one line. */
  String addresses();
}
