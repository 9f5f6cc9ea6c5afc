package dev.sluice.view;

/** What the view knows about a polling ID. */
public sealed interface Lookup {

  record Found(ViewRow row) implements Lookup {}

  /** The active replica of its partition is running and has no row for it. */
  record Absent() implements Lookup {}

  /** There is no committed row, and the transaction that makes one is open. */
  record Uncommitted() implements Lookup {}

  /**
   * No replica here can tell.
   *
   * @param reason for the log and the operator
   */
  record Unknown(String reason) implements Lookup {}
}
