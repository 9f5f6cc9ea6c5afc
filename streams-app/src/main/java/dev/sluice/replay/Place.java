package dev.sluice.replay;

/**
 * Where an event stands in the order of its partition.
 *
 * @param seq its number
 * @param decided the last offset of the requests topic that was decided before it, or with it
 * @param offset of the request or tick that it follows from; -1 if it follows from another topic
 * @param atMs when it occurred, in milliseconds since 1970
 */
public record Place(long seq, long decided, long offset, long atMs) {

  /** Whether it may have been decided at that record of the requests topic. */
  boolean isAt(long requestsOffset) {
    return decided == requestsOffset && offset == requestsOffset;
  }
}
