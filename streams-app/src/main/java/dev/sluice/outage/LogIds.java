package dev.sluice.outage;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What names a call in every line that is logged while it is worked on, by SLF4J's MDC.
 *
 * @param tenant null, like the others, where it is not known
 */
public record LogIds(
    @Nullable String tenant, @Nullable String requestId, @Nullable String pollingId) {
  /** The keys of the MDC. */
  public static final String TENANT = "tenant";

  public static final String REQUEST_ID = "request_id";
  public static final String POLLING_ID = "polling_id";

  /** What the calling thread's lines name otherwise, they name again afterwards. */
  public void during(Runnable work) {
    LogIds before = new LogIds(MDC.get(TENANT), MDC.get(REQUEST_ID), MDC.get(POLLING_ID));
    put();
    try {
      work.run();
    } finally {
      before.put();
    }
  }

  private void put() {
    set(TENANT, tenant);
    set(REQUEST_ID, requestId);
    set(POLLING_ID, pollingId);
  }

  private static void set(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, oneLine(value));
    }
  }

  /** Clients choose some of them, and must not write lines of their own. */
  private static String oneLine(String text) {
    return text.chars().anyMatch(Character::isISOControl) ? text.replaceAll("\\p{Cc}", "?") : text;
  }
}
