package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where traces go, and how much of them. */
public record TracingSettings(
    @Setting(
            "The collector that takes traces by OTLP over HTTP (`http/protobuf`): its URL in front of `/v1/traces`, such as `http://localhost:4318`. Without it there are none, and nothing of OpenTelemetry runs.")
        @Nullable URI endpoint,
    @Setting("Headers of every export, by name. Their values are never shown.")
        Map<String, Secret> headers,
    @Setting(
            value =
                "How exports are compressed: `none`, or `gzip` where the way to the collector is worth more than CPU.",
            byDefault = "none")
        ExportCompression compression,
    @Setting(
            value =
                "How many of the traces are recorded that begin here. Where a client sends a `traceparent`, it has decided.",
            byDefault = "1",
            min = "0",
            max = "1")
        double sampleRatio,
    @Setting(value = "The `service.name` of the spans.", byDefault = "sluice") String serviceName,
    @Setting(
            "The providers that get a `traceparent`: that of the attempt's span, or without `endpoint` the client's own. No others do: trace IDs are no business of third parties.")
        List<String> propagateTo) {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String VALUE = "[\\x20-\\x7e]*";

  public TracingSettings {
    headers = ImmutableMap.copyOf(headers);
    propagateTo = List.copyOf(propagateTo);
  }

  void check(Set<String> providers, SettingPath at, ConfigErrors report) {
    report.check(
        endpoint == null || (endpoint.getRawQuery() == null && endpoint.getRawFragment() == null),
        "expected a URL such as http://localhost:4318; a key belongs in headers",
        at.child("endpoint"));
    headers.forEach(
        (name, value) ->
            report.check(
                name.matches(NAME) && value.reveal().matches(VALUE),
                "is not a header that HTTP can carry",
                at.child("headers").child(name)));
    for (int i = 0; i < propagateTo.size(); i++) {
      Names.reference(
          report, propagateTo.get(i), providers, "provider", at.child("propagate_to").item(i));
    }
  }
}
