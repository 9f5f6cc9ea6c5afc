package dev.sluice.http.openai;

/** How the client wants to learn the outcome of its request. */
public enum AnswerMode {
  BACKGROUND,
  FOREGROUND,
  STREAM
}
