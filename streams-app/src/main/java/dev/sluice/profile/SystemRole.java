package dev.sluice.profile;

/** The role in which a model takes instructions. */
public enum SystemRole {
  /** {@code system} and {@code developer}, each as it was sent. */
  AS_SENT,
  /** {@code developer} is not known. */
  SYSTEM,
  /** {@code system} is not known. */
  DEVELOPER,
  /** Neither is known: instructions are the begin of the user's next message. */
  USER
}
