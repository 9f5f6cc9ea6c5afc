package dev.sluice.admission;

/** Ways to get leases of quota wrong, each of which a simulation has to find. */
enum LeaseMistake {
  NONE,
  /** A holder goes on using a lease that has ended. */
  USED_AFTER_ITS_END,
  /** A holder whose clock is behind uses a lease at a time before it was granted. */
  USED_BEFORE_ITS_START,
  /** A holder gives a lease back and goes on using it. */
  KEPT_AFTER_ITS_REPORT,
  /** The home counts a lease when it is granted, and not when it ends. */
  COUNTED_AT_ITS_START,
  /** The home takes back a lease that has ended without having heard what was used of it. */
  TAKEN_BACK_UNHEARD,
  /** A report that comes again gives its lease back twice. */
  GIVEN_BACK_TWICE,
  /** A grant that comes again is used twice. */
  TAKEN_TWICE,
  /** A holder that has lost its store goes on under the name that it had. */
  SAME_LIFE_AFTER_A_LOSS,
  /** A holder drops a lease that has ended: nothing is exceeded, but quota is lost. */
  NEVER_REPORTED
}
