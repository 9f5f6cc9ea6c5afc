package dev.sluice.batch.run;

import dev.sluice.batch.BatchLimits;
import dev.sluice.batch.BatchRequests;
import dev.sluice.config.Durations;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.wire.RequestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the user of a batch decides.
 *
 * @param input the requests
 * @param output where answers are appended
 * @param tenant who spends
 * @param keyId the tenant's key
 * @param within in which all is to be done; null for a day, or as long as the gateway permits
 * @param inFlight how many requests may be with the gateway at a time
 * @param maxLines the most requests of the file
 */
public record BatchOptions(
    Path input,
    Path output,
    String tenant,
    String keyId,
    @Nullable Duration within,
    int inFlight,
    int maxLines) {
  private static final Duration DAY = Duration.ofDays(1);

  /** By which clocks may differ from the broker's. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /**
   * A batch that begins now, under a name that no other has.
   *
   * @throws StartException if the gateway would refuse the deadline
   */
  BatchRequests begin(Settings settings, Instant now) throws StartException {
    Duration most = settings.requests().maxDeadline();
    if (within != null && within.compareTo(most) > 0) {
      throw new StartException(
          ExitStatus.CONFIGURATION,
          "--within %s is more than requests.max_deadline: %s, which the gateway permits; raise that"
              .formatted(Durations.write(within), Durations.write(most)));
    }
    Duration half = most.dividedBy(2);
    Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
    Duration asked = within == null ? DAY : within;
    Duration longest = most.minus(margin);
    Duration time = asked.compareTo(longest) < 0 ? asked : longest;
    String name = "batch_" + UUID.randomUUID().toString().replace("-", "");
    return new BatchRequests(name, keyId, now.plus(time).truncatedTo(ChronoUnit.MILLIS));
  }

  BatchLimits limits(Settings settings) {
    return new BatchLimits(
        maxLines,
        new RequestLimits(
            settings.requests().maxMessages(), (int) settings.requests().maxSize().bytes()));
  }
}
