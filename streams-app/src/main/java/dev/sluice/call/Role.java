package dev.sluice.call;

/** Who speaks in a message. */
public enum Role {
  UNKNOWN,
  SYSTEM,
  DEVELOPER,
  USER,
  ASSISTANT,
  TOOL
}
