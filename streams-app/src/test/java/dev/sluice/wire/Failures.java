package dev.sluice.wire;

import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.NewerFacts;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Generated failures of every type, with any text in them, half surrogate pairs included. */
final class Failures {
  /** In what a URL must not tell. */
  static final String SECRET = "sk-s3cret";

  private static final List<String> URLS =
      List.of(
          "https://user:" + SECRET + "@host/v1/%s",
          "https://" + SECRET + "@host/%s?key=" + SECRET,
          "http://host:8080/%s#" + SECRET);

  private Failures() {}

  static Arbitrary<Failure> any() {
    return Arbitraries.recursive(Failures::plain, Failures::wrapping, 0, 2);
  }

  private static Arbitrary<Failure> plain() {
    Arbitrary<String> unknown = Arbitraries.of("{\"a\":1}", "{\"new\":{\"b\":[null]}}");
    return Combinators.combine(
            Arbitraries.of(FailureType.class).flatMap(Failures::ofType),
            Arbitraries.of(true, false),
            unknown.injectNull(0.2))
        .as((failure, isNewer, json) -> isNewer ? newer(failure, json) : failure);
  }

  /** With any value in every field of its own. */
  static Arbitrary<Failure> ofType(FailureType type) {
    Class<? extends Failure> form = Failure.of(type, FailureFacts.of(type, "")).getClass();
    RecordComponent[] fields = form.getRecordComponents();
    List<Arbitrary<Object>> values =
        Arrays.stream(fields).map(field -> value(field.getType())).toList();
    Class<?>[] types = Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return Combinators.combine(values)
        .as(
            each -> {
              try {
                return form.getConstructor(types).newInstance(each.toArray());
              } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
              }
            });
  }

  /** Fails for a kind of field that this does not know: nobody has tried it yet. */
  private static Arbitrary<Object> value(Class<?> type) {
    Arbitrary<?> values =
        type == FailureFacts.class
            ? facts()
            : type == String.class
                ? text().injectNull(0.3)
                : type == boolean.class
                    ? Arbitraries.of(true, false)
                    : type == Long.class
                        ? Arbitraries.longs().injectNull(0.3)
                        : type == List.class
                            ? text().list().ofMaxSize(3)
                            : type == Map.class
                                ? Arbitraries.maps(text(), text()).ofMaxSize(3)
                                : null;
    if (values == null) {
      throw new AssertionError("no values are generated for a field of " + type);
    }
    return values.map(value -> value);
  }

  /** As a newer release writes it, which calls it something below this type and tells more. */
  private static Failure newer(Failure failure, @Nullable String unknown) {
    List<String> path = new ArrayList<>(failure.type().path());
    path.add("brand_new");
    String own = FailureDetails.of(failure);
    String details =
        own == null || unknown == null
            ? own == null ? unknown : own
            : own.replaceFirst("}$", ",") + unknown.substring(1);
    return failure.withFacts(
        failure.facts().withNewer(new NewerFacts(path, "newer_error", details)));
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
            Combinators.combine(text(), Arbitraries.of(URLS))
                .as((path, url) -> new HttpRequestFacts("POST", url.formatted(path)))
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
