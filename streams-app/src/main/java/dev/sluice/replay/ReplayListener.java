package dev.sluice.replay;

/** Told of what was recorded and what is replayed, in the order of the partition. */
public interface ReplayListener {

  /** A request was decided both times. */
  void decided(String tenant, Place place, Verdict recorded, Verdict replayed);

  /**
   * A call that waited was admitted at different records of the requests topic, or only once.
   *
   * @param here whether it was admitted here in the replay, not as recorded
   */
  void otherTurn(String tenant, Place place, String pollingId, boolean here);

  /**
   * A request is denied in the replay, or a call that was never made is charged nothing, since
   * nobody can estimate it.
   *
   * @param missing for want of what, such as a price
   */
  default void noEstimate(String tenant, long atMs, String missing) {}

  /** A call was settled as recorded. */
  default void spent(String tenant, long atMs, long micros) {}

  /**
   * A call was settled in the replay.
   *
   * @param estimated whether nobody knows what it would have used
   */
  default void wouldSpend(String tenant, long atMs, long micros, boolean estimated) {}
}
