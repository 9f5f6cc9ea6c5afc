package dev.sluice.admission;

import dev.sluice.admission.Reservation.Debit;
import java.util.ArrayList;
import java.util.List;

/** The stored form of a reservation, as kept in the journal. Format 1. */
public final class ReservationCodec {

  private static final int FORMAT = 1;
  private static final String WHAT = "a reservation";

  private ReservationCodec() {}

  public static byte[] encode(Reservation reservation) {
    VarintFormat.Writer out = new VarintFormat.Writer(FORMAT).signed(reservation.atMs());
    out.unsigned(reservation.debits().size());
    for (Debit debit : reservation.debits()) {
      out.text(debit.scope().storeKey());
      out.unsigned(debit.metric().code()).unsigned(debit.window().code()).unsigned(debit.amount());
      VarintFormat.zone(debit.counter(), out);
    }
    return out.done();
  }

  /**
   * @throws IllegalArgumentException for another format or malformed bytes
   */
  public static Reservation decode(byte[] bytes) {
    VarintFormat.Reader in = new VarintFormat.Reader(WHAT, FORMAT, bytes);
    long atMs = in.signed();
    List<Debit> debits = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      ScopeValue scope = ScopeValue.parse(in.text());
      Metric metric = Metric.ofCode((int) in.unsigned());
      Window window = Window.ofCode((int) in.unsigned());
      long amount = in.unsigned();
      CounterId id = VarintFormat.counterId(metric, window, in);
      debits.add(new Debit(scope, metric, window, id.zone(), amount));
    }
    in.end();
    return new Reservation(atMs, debits);
  }
}
