package dev.sluice.history;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Thresholds;
import dev.sluice.admission.Window;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Policies and limits as events hold them. */
final class Policies {
  private Policies() {}

  static @Nullable Policy of(@Nullable Object policy) {
    if (policy == null) {
      return null;
    }
    GenericRecord record = (GenericRecord) policy;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
      TenantPolicy read =
          new SpecificDatumReader<TenantPolicy>(record.getSchema(), TenantPolicy.getClassSchema())
              .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
      return PolicyRecords.fromRecord(read);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static Limit limit(GenericRecord limit) {
    Set<Scope> per = EnumSet.noneOf(Scope.class);
    ((List<?>) limit.get("per")).forEach(scope -> per.add(Scope.valueOf(scope.toString())));
    Object zone = limit.get("time_zone");
    Object values = limit.get("max_values");
    return new Limit(
        per,
        Metric.valueOf(Fields.text(limit, "metric")),
        Fields.whole(limit, "amount"),
        Window.valueOf(Fields.text(limit, "window")),
        zone == null ? null : ZoneId.of(zone.toString()),
        values == null ? OptionalInt.empty() : OptionalInt.of((Integer) values),
        Thresholds.fromDoubles(
            ((List<?>) limit.get("alert_at")).stream().map(part -> (Double) part).toList()));
  }
}
