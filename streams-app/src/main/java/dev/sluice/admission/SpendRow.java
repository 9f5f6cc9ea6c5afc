package dev.sluice.admission;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has spent by one route on one model, in the current day and month of UTC: those of
 * the newest use. Only for display; limits count by {@link ScopeRow}s. Pure.
 *
 * @param model with its provider, as {@code openai/gpt-5}
 */
public record SpendRow(String tenant, String route, String model, Sum day, Sum month) {
  private static final int FORMAT = 1;

  /**
   * What is used in one period.
   *
   * @param period the days since 1970, or the months since the year 0
   * @param unpriced attempts without a price, which cost an unknown amount
   */
  public record Sum(long period, long micros, long tokens, long unpriced) {

    private Sum plus(long when, Sum use) {
      // a broker's clock may go back: what is late counts in the newer period
      return when > period
          ? new Sum(when, use.micros, use.tokens, use.unpriced)
          : new Sum(period, micros + use.micros, tokens + use.tokens, unpriced + use.unpriced);
    }

    /** Nothing once the period is over. */
    public Sum in(long now) {
      return now == period ? this : new Sum(now, 0, 0, 0);
    }
  }

  public static SpendRow of(String tenant, String route, String model) {
    return new SpendRow(tenant, route, model, new Sum(0, 0, 0, 0), new Sum(0, 0, 0, 0));
  }

  public static long day(Instant at) {
    return date(at).toEpochDay();
  }

  public static long month(Instant at) {
    LocalDate date = date(at);
    return 12L * date.getYear() + date.getMonthValue() - 1;
  }

  private static LocalDate date(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * @param micros null if the price is not known
   */
  public SpendRow plus(Instant at, @Nullable Long micros, long tokens) {
    Sum use = new Sum(0, micros == null ? 0 : micros, tokens, micros == null ? 1 : 0);
    return new SpendRow(tenant, route, model, day.plus(day(at), use), month.plus(month(at), use));
  }

  /** Lengths keep it unambiguous whatever the names contain. */
  public String storeKey() {
    return tenant.length() + ":" + tenant + route.length() + ":" + route + model;
  }

  public byte[] encode() {
    VarintFormat.Writer out = new VarintFormat.Writer(FORMAT).text(tenant).text(route).text(model);
    write(day, out);
    write(month, out);
    return out.done();
  }

  private static void write(Sum sum, VarintFormat.Writer out) {
    out.unsigned(sum.period).unsigned(sum.micros).unsigned(sum.tokens).unsigned(sum.unpriced);
  }

  /**
   * @throws IllegalArgumentException for another format or malformed bytes
   */
  public static SpendRow decode(byte[] bytes) {
    VarintFormat.Reader in = new VarintFormat.Reader("a row of spend", FORMAT, bytes);
    SpendRow row = new SpendRow(in.text(), in.text(), in.text(), sum(in), sum(in));
    in.end();
    return row;
  }

  private static Sum sum(VarintFormat.Reader in) {
    return new Sum(in.unsigned(), in.unsigned(), in.unsigned(), in.unsigned());
  }
}
