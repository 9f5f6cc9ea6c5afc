package dev.sluice.admission;

import dev.sluice.admission.Reservation.Debit;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a reservation, as kept in the journal. Format 2 adds the time zone to counters
 * by the calendar; without any of them format 1 is written, which the release before can read too.
 */
public final class ReservationCodec {

  private static final int FORMAT = 1;
  private static final int WITH_ZONES = 2;
  private static final String WHAT = "a reservation";

  private ReservationCodec() {}

  public static byte[] encode(Reservation reservation) {
    boolean zones = reservation.debits().stream().anyMatch(debit -> debit.window().isCalendar());
    Bytes.Writer out = new Bytes.Writer(zones ? WITH_ZONES : FORMAT).signed(reservation.atMs());
    out.unsigned(reservation.debits().size());
    for (Debit debit : reservation.debits()) {
      out.text(debit.scope().storeKey());
      out.unsigned(debit.metric().code()).unsigned(debit.window().code()).unsigned(debit.amount());
      Bytes.zone(debit.counter(), out);
    }
    return out.done();
  }

  /**
   * @throws IllegalArgumentException for another format or broken bytes
   */
  public static Reservation decode(byte[] bytes) {
    Bytes.Reader in = new Bytes.Reader(WHAT, WITH_ZONES, bytes);
    long atMs = in.signed();
    List<Debit> debits = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      ScopeValue scope = ScopeValue.parse(in.text());
      Metric metric = Metric.ofCode((int) in.unsigned());
      Window window = Window.ofCode((int) in.unsigned());
      long amount = in.unsigned();
      CounterId id = Bytes.counterId(metric, window, in);
      debits.add(new Debit(scope, metric, window, id.zone(), amount));
    }
    in.end();
    return new Reservation(atMs, debits);
  }
}
