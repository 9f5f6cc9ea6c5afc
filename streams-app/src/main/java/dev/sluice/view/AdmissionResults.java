package dev.sluice.view;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits for decisions on partitions that this process works on. Any thread. */
public interface AdmissionResults {

  /**
   * @param offset of the request on the requests topic
   * @return empty if nothing was seen in that time; never fails
   */
  CompletableFuture<Optional<AdmissionResult>> of(int partition, long offset, Duration patience);
}
