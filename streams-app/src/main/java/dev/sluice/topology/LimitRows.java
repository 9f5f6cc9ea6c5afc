package dev.sluice.topology;

import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.wire.RowFormats;

/** The stored form of limits' rows. Immutable; any thread. */
final class LimitRows {
  private final boolean readersKnowCells;

  LimitRows(RowFormats formats) {
    readersKnowCells = formats.readersKnow(ScopeRowCodec.CELLS_SINCE);
  }

  byte[] encode(ScopeRow row) {
    return readersKnowCells ? ScopeRowCodec.encode(row) : ScopeRowCodec.encodeFormer(row);
  }

  ScopeRow decode(byte[] bytes) {
    return ScopeRowCodec.decode(bytes);
  }
}
