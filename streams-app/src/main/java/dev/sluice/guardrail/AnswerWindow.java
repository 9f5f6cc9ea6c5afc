package dev.sluice.guardrail;

/**
 * Lets parts of one text of an answer through while it is still being written, before {@link
 * Guardrail#onAnswer} decides on the whole answer. Whatever follows and however the text is cut
 * into pieces, all that it has let through is a beginning of the text that {@code onAnswer} will
 * let pass. Called on threads that read for many calls: it must neither block nor take longer than
 * a scan of the piece. Confined to one text; not thread-safe.
 */
public interface AnswerWindow {

  /**
   * Takes the next piece of the text.
   *
   * @return what can be shown now of all that has come; may be empty
   */
  String add(String piece);

  /** The rest, when the text is whole. */
  String end();

  /** Whether the answer is going to be blocked: nothing more of it is shown. */
  boolean isBlocked();
}
