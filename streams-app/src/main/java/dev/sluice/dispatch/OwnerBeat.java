package dev.sluice.dispatch;

/** Tells whoever may take a partition over that its calls' owner still lives. */
@FunctionalInterface
public interface OwnerBeat {

  /**
   * Must neither block nor throw.
   *
   * @param epoch the process that owns live calls
   * @param partition where the calls belong
   */
  void alive(String epoch, int partition);
}
