package dev.sluice.call;

/** The transaction that the calling stream thread has open, over all tasks of the thread. */
public interface OpenTransaction {

  /** Called on the stream thread; must not block or throw. */
  interface Listener {

    /** Every process may see now what was written in it. */
    void committed();

    /** It was aborted, or nobody knows whether it was committed. */
    default void notCommitted() {}
  }

  /**
   * Tells the listener how the transaction ends: once, after those that asked before it.
   *
   * @throws IllegalStateException if the calling thread has no open transaction
   */
  void onEnd(Listener listener);
}
