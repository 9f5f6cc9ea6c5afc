package dev.sluice.admission;

/**
 * A limit's use has reached a threshold for the first time in a window.
 *
 * @param status of the limit; for a refused request with what that needed
 * @param threshold in thousandths of the amount
 * @param window that it was reached in
 */
public record Alert(LimitStatus status, int threshold, AlertWindow window) {

  /** The same for the same scope, counter, window and threshold. */
  public String id() {
    return window.id() + "/" + threshold;
  }
}
