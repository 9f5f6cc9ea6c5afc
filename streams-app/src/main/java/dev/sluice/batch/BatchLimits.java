package dev.sluice.batch;

import dev.sluice.wire.RequestLimits;

/**
 * How large a batch file may be.
 *
 * @param lines the most requests
 * @param requests what each may be; a line has no more bytes than its record may have
 */
public record BatchLimits(int lines, RequestLimits requests) {

  public int lineBytes() {
    return requests.maxBytes();
  }
}
