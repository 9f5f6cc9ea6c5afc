package dev.sluice.dispatch;

import java.util.List;

/** Tells whoever may take a partition over that its calls' owner still lives. */
public interface OwnerBeat {

  /**
   * Must neither block nor throw.
   *
   * @param epoch the process that owns live calls
   * @param partition where the calls belong
   * @param attemptIds the open attempts of these calls
   */
  void alive(String epoch, int partition, List<String> attemptIds);

  /**
   * A sign of life that is tried until it is written, or until the next mark of its partition. Must
   * neither block nor throw.
   *
   * @param epoch the process that marks
   * @param mark unique
   */
  void mark(String epoch, int partition, String mark);
}
