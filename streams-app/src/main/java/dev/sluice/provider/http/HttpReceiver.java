package dev.sluice.provider.http;

import dev.sluice.provider.stream.StreamedReply;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes what comes back in one exchange, on threads of the transport; must not block. */
@FunctionalInterface
public interface HttpReceiver {

  /** Takes the one end of the exchange, perhaps before the call that started it returns. */
  void ended(HttpResult end);

  /**
   * Called at most once, before the body of a reply is read.
   *
   * @param headers names in lower case
   * @param maxBytes the largest reply that may be held
   * @return what reads the body as a stream; null to have it as a whole
   */
  default @Nullable StreamedReply streamed(
      int status, Map<String, List<String>> headers, int maxBytes) {
    return null;
  }
}
