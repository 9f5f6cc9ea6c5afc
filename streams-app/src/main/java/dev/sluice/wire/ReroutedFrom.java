package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The marker of a record that the gateway has rerouted to its tenant's partition, so that it is
 * rerouted only once. Clients can forge it.
 *
 * @param atMs the record's timestamp where it was, in milliseconds since 1970
 */
public record ReroutedFrom(int partition, long offset, long atMs) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})-([0-9]{1,18})");

  /** Whether there is a marker, well-formed or not. */
  public static boolean isIn(Headers headers) {
    return headers.lastHeader(EventHeaders.REROUTED_FROM) != null;
  }

  /** Empty if there is no marker, or none that a gateway writes. */
  public static Optional<ReroutedFrom> in(Headers headers) {
    String text = EventHeaders.text(headers, EventHeaders.REROUTED_FROM);
    Matcher from = FORM.matcher(text == null ? "" : text);
    return from.matches()
        ? Optional.of(
            new ReroutedFrom(
                Integer.parseInt(from.group(1)),
                Long.parseLong(from.group(2)),
                Long.parseLong(from.group(3))))
        : Optional.empty();
  }

  public Header header() {
    String text = partition + "-" + offset + "-" + atMs;
    return new RecordHeader(EventHeaders.REROUTED_FROM, text.getBytes(UTF_8));
  }
}
