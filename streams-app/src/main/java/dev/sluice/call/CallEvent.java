package dev.sluice.call;

/**
 * What can happen to a call. {@link CallStateMachine} has a method for each; {@link
 * CallTransitions} says in which states it may happen.
 */
enum CallEvent {
  /** The limits that the call waited for have room, and its amounts are reserved. */
  ADMITTED,

  /** The dispatcher has credit for one more attempt. */
  CREDIT,

  /** Its next attempt becomes part of a provider batch. */
  JOINED,

  /** The wait before the next attempt at the same target is over. */
  RETRY_DUE,

  /** The outcome of the open attempt was read. */
  OUTCOME,

  /** The outcome of any other attempt of the call was read. */
  EARLIER_OUTCOME,

  /** The process that makes the open attempt has been silent for a lease, or never began it. */
  OWNER_LOST,

  /** The same of any other attempt of the call. */
  EARLIER_OWNER_LOST,

  /** The deadline passed; where an attempt is out, its owner was given a lease more to say so. */
  DEADLINE_PASSED,

  /** The client no longer wants an answer. */
  CANCELLED,

  /** The gateway can't serve the call, whatever providers would say. */
  CANNOT_GO_ON
}
