package dev.sluice.profile;

/** A kind of content besides text. */
public enum ContentKind {
  IMAGE,
  AUDIO,
  FILE
}
