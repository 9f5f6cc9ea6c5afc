package dev.sluice.wire;

import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.NewerFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Generated failures of every type, with any text in them, half surrogate pairs included. */
final class Failures {
  private Failures() {}

  static Arbitrary<Failure> any() {
    return Arbitraries.recursive(Failures::plain, Failures::wrapping, 0, 2);
  }

  private static Arbitrary<Failure> plain() {
    Arbitrary<String> details = Arbitraries.of("{\"a\":1}", "{\"new\":{\"b\":[null]}}");
    return Combinators.combine(
            Arbitraries.of(FailureType.class),
            facts(),
            Arbitraries.of(true, false),
            details.injectNull(0.2))
        .as(
            (type, facts, isNewer, json) ->
                Failure.of(type, isNewer ? facts.withNewer(newer(type, json)) : facts));
  }

  /** What a newer release calls a type below this one, or beside it where this is a family. */
  private static NewerFacts newer(FailureType type, @Nullable String details) {
    List<String> path = new ArrayList<>(type.path());
    path.add("brand_new");
    return new NewerFacts(path, "newer_error", details);
  }

  private static Arbitrary<Failure> wrapping(Arbitrary<Failure> inner) {
    return Combinators.combine(plain(), inner)
        .as((outer, original) -> outer.withFacts(outer.facts().withOriginal(original)));
  }

  private static Arbitrary<FailureFacts> facts() {
    Arbitrary<String> name = text().injectNull(0.3);
    Arbitrary<FailureFacts> ofOwn =
        Combinators.combine(text(), Arbitraries.integers().between(400, 599), name, name, waits())
            .as(
                (message, status, code, param, retryAfter) ->
                    FailureFacts.of(FailureType.INTERNAL, message)
                        .withStatus(status)
                        .withCode(code)
                        .withParam(param)
                        .withRetryAfter(retryAfter));
    Arbitrary<String> plainName = Arbitraries.strings().alpha().injectNull(0.3);
    return Combinators.combine(
            ofOwn,
            plainName,
            Combinators.combine(plainName, plainName)
                .as((url, method) -> new HttpRequestFacts("" + method, "" + url))
                .injectNull(0.4),
            responses().injectNull(0.4),
            causes().list().ofMaxSize(3))
        .as(
            (facts, at, request, response, causes) ->
                facts.at(at, at, at).withExchange(request, response).withCauses(causes));
  }

  private static Arbitrary<HttpResponseFacts> responses() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.maps(text(), text().list().ofMaxSize(2)).ofMaxSize(2),
            text().injectNull(0.3),
            Arbitraries.of(true, false))
        .as(HttpResponseFacts::new);
  }

  private static Arbitrary<CauseFacts> causes() {
    return Combinators.combine(
            Arbitraries.strings().alpha(), text().injectNull(0.3), text().injectNull(0.3))
        .as(CauseFacts::new);
  }

  private static Arbitrary<Duration> waits() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofNanos).injectNull(0.3);
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .withChars('a', 'ß', '€', '"', '\0', '\ud83d', '\ude00')
        .ofMaxLength(8);
  }
}
