package dev.sluice.admission;

import java.util.List;

/**
 * What the home of a tenant's quota and the holders of its leases tell each other, by records that
 * are part of the sender's transaction. Each sender numbers its messages from 1, so that one that
 * comes again is left out.
 */
sealed interface LeaseMessage {

  int holder();

  /** Which of the holder's lives: one that has lost its store begins another. */
  long life();

  long number();

  /** Of the holder: it wants a lease of so much. */
  record Ask(int holder, long life, long number, long wanted) implements LeaseMessage {}

  /** Of the holder: the lease is over, and this was used of it. */
  record Report(int holder, long life, long number, long lease, List<Use> uses)
      implements LeaseMessage {
    public Report {
      uses = List.copyOf(uses);
    }
  }

  /** Of the holder: so much of a use that it has reported was not needed in the end. */
  record Unused(int holder, long life, long number, long atMs, long amount)
      implements LeaseMessage {}

  /**
   * Of the home: so much may be used, at these times of the holder's limiter's clock.
   *
   * @param number also names the lease
   * @param amount 0 if there is nothing to give
   */
  record Grant(int holder, long life, long number, long amount, long fromMs, long untilMs)
      implements LeaseMessage {}

  /**
   * What a request takes.
   *
   * @param atMs the time of its admission
   */
  record Use(String request, long atMs, long amount) {}
}
