package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;
import dev.sluice.topology.FaultRun;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes wrong before a vendor's reply is whole, whoever the vendor is. */
enum ConnectionFault {
  REFUSED("the connection is refused", FailureType.CONNECTION, "target"),
  RESET("the connection is reset", FailureType.CONNECTION, "unclear"),
  HANGS("no answer in the attempt's time", FailureType.TIMEOUT, "unclear"),
  NOTHING("the connection ends without a reply", FailureType.CONNECTION, "unclear"),
  GARBAGE("a reply that is no HTTP", FailureType.CONNECTION, "unclear"),
  EMPTY("an empty body", FailureType.INVALID_RESPONSE, "request"),
  BREAKS_OFF("an answer that breaks off", FailureType.MID_STREAM_BREAK, "unclear");

  final String says;
  final FailureType type;
  private final String about;

  ConnectionFault(String says, FailureType type, String about) {
    this.says = says;
    this.type = type;
    this.about = about;
  }

  Evidence evidence() {
    return Evidence.named(about);
  }

  /** Null where nothing listens. */
  private @Nullable ResponseDefinitionBuilder reply() {
    return switch (this) {
      case REFUSED -> null;
      case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
      case HANGS -> aResponse().withStatus(200).withFixedDelay(5_000);
      case NOTHING -> aResponse().withFault(Fault.EMPTY_RESPONSE);
      case GARBAGE -> aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE);
      case EMPTY -> aResponse().withStatus(200);
      case BREAKS_OFF -> aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK);
    };
  }

  FaultRun.Fault at(String vendor) {
    Duration timeout = this == HANGS ? Duration.ofMillis(200) : null;
    return new FaultRun.Fault(name(vendor), Fixtures.kind(vendor), reply(), timeout);
  }

  String name(String vendor) {
    return vendor + "/" + name().toLowerCase(Locale.ROOT);
  }

  /** The reply's status as the table shows it. */
  String status() {
    return this == EMPTY || this == BREAKS_OFF ? "200" : "";
  }
}
