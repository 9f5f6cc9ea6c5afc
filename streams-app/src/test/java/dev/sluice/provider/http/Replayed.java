package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.http.ReplayTransport.Ending;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a vendor's provider makes of a reply that is replayed to it.
 *
 * @param told while the reply came
 */
record Replayed(Outcome outcome, List<AnswerDelta> told) {

  /** Made once for each vendor: there are hundreds of thousands of replays. */
  private static final Map<String, Attempt> ATTEMPTS = new ConcurrentHashMap<>();

  static Attempt attempt(String vendor, Streaming streaming) {
    return ATTEMPTS.computeIfAbsent(
        vendor + " " + streaming,
        unused -> SampleRequests.attempt("plain", Codecs.named(vendor).target().with(streaming)));
  }

  /** The stream as far as these chunks. */
  static Replayed of(
      StreamFixtures stream, String mediaType, List<ByteBuffer> chunks, Ending ending) {
    return replay(
        attempt(stream.vendor(), Streaming.ALWAYS),
        stream.vendor(),
        new ReplayTransport(200, Map.of("content-type", List.of(mediaType)), chunks, ending));
  }

  /** The same reply in one piece. */
  static Replayed ofWhole(StreamFixtures stream) {
    HttpReply whole = stream.wholeReply();
    return replay(
        attempt(stream.vendor(), Streaming.NEVER),
        stream.vendor(),
        new ReplayTransport(
            whole.status(),
            whole.headers(),
            List.of(ByteBuffer.wrap(whole.body().getBytes(UTF_8))),
            Ending.END));
  }

  private static Replayed replay(Attempt attempt, String vendor, HttpTransport transport) {
    List<Outcome> outcomes = new ArrayList<>();
    List<AnswerDelta> told = new ArrayList<>();
    Exchange unused =
        provider(vendor, transport)
            .start(
                attempt,
                Duration.ofSeconds(20),
                new AttemptListener() {
                  @Override
                  public void ended(Outcome outcome) {
                    outcomes.add(outcome);
                  }

                  @Override
                  public void deltas(List<AnswerDelta> deltas) {
                    assertThat(outcomes).as("nothing is told after the end").isEmpty();
                    told.addAll(deltas);
                  }
                });
    assertThat(outcomes).as("one end").hasSize(1);
    return new Replayed(outcomes.get(0), told);
  }

  private static HttpProvider provider(String vendor, HttpTransport transport) {
    ProviderKind kind = Fixtures.kind(vendor);
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            kind,
            URI.create("http://p.example"),
            null,
            List.of(new Secret("a-secret-0123456789")),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            1,
            Duration.ofNanos(1),
            null,
            kind == ProviderKind.BEDROCK
                ? new BedrockSettings("eu-central-1", null, null, null, false)
                : null);
    return new HttpProvider(
        settings,
        Fixtures.codec(vendor),
        transport,
        InstantSource.fixed(Fixtures.NOW),
        UnrecognizedErrors.NOBODY);
  }
}
