package dev.sluice.profile;

/** Whether a conversation may end with the assistant's message. */
public enum LastAssistant {
  TAKEN,
  /** With {@code prefix: true} only: the answer goes on where it ends. */
  PREFIX,
  REFUSED
}
