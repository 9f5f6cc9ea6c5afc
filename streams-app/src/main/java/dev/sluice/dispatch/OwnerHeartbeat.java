package dev.sluice.dispatch;

import java.util.List;

/** Reports to possible new owners of a partition that the owner of its calls is still alive. */
public interface OwnerHeartbeat {

  /**
   * Must neither block nor throw.
   *
   * @param ownerId the process that owns live calls
   * @param partition of the calls
   * @param attemptIds the open attempts of these calls
   */
  void alive(String ownerId, int partition, List<String> attemptIds);

  /**
   * A heartbeat that is retried until it is written, or until the next marker of its partition.
   * Must neither block nor throw.
   *
   * @param ownerId the process that writes it
   * @param mark unique
   */
  void mark(String ownerId, int partition, String mark);
}
