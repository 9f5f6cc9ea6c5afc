package dev.sluice.call;

/**
 * Lets one text of an answer pass while it is written, changed or later than it comes. Confined to
 * one attempt; not thread-safe.
 */
public interface TextFilter {

  /**
   * Takes the next piece.
   *
   * @return what can pass now of all that has come; may be empty
   */
  String add(String piece);

  /** The rest, when the text is whole. */
  String end();
}
