package dev.sluice.profile;

import java.util.regex.Pattern;

/** What the ID of a tool call may look like. */
public enum ToolCallIdForm {
  ANY(".*", 40),
  MAX_40(".{1,40}", 40),
  MAX_64(".{1,64}", 64),
  /** Letters, digits, {@code _} and {@code -}, 64 at most. */
  SAFE_64("[a-zA-Z0-9_-]{1,64}", 64),
  /** Exactly nine letters or digits. */
  ALPHANUMERIC_9("[a-zA-Z0-9]{9}", 9);

  private final Pattern form;
  private final int length;

  ToolCallIdForm(String form, int length) {
    this.form = Pattern.compile(form, Pattern.DOTALL);
    this.length = length;
  }

  /** Matches such an ID as a whole. */
  public Pattern pattern() {
    return form;
  }

  /** The most characters of an ID of this form. */
  public int length() {
    return length;
  }
}
