package dev.sluice.wire;

import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.NewerFacts;
import dev.sluice.v1.Cause;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts failures to and from Avro records without loss in either direction. Stateless; any
 * thread.
 */
public final class FailureRecords {
  static {
    AvroTrust.establish();
  }

  private FailureRecords() {}

  public static dev.sluice.v1.Failure toRecord(Failure failure) {
    FailureFacts facts = failure.facts();
    NewerFacts newer = facts.newer();
    Duration retryAfter = facts.retryAfter();
    Failure original = facts.original();
    return dev.sluice.v1.Failure.newBuilder()
        .setTypePath(failure.typePath())
        .setMessage(facts.message())
        .setStatus(facts.status())
        .setErrorType(failure.errorType())
        .setCode(facts.code())
        .setParam(facts.param())
        .setProvider(facts.provider())
        .setModel(facts.model())
        .setTarget(facts.target())
        .setRetryAfterMs(retryAfter == null ? null : retryAfter.toMillis())
        .setHttpRequest(toRecord(facts.request()))
        .setHttpResponse(toRecord(facts.response()))
        .setDetails(newer == null ? FailureDetails.of(failure) : newer.details())
        .setCauses(facts.causes().stream().map(FailureRecords::toRecord).toList())
        .setOriginal(original == null ? null : toRecord(original))
        .build();
  }

  /** A type that only a newer release knows becomes its nearest known ancestor. */
  public static Failure fromRecord(dev.sluice.v1.Failure read) {
    FailureType type = FailureType.nearest(read.getTypePath());
    Long retryAfterMs = read.getRetryAfterMs();
    FailureFacts facts =
        new FailureFacts(
            read.getMessage(),
            read.getStatus(),
            read.getCode(),
            read.getParam(),
            read.getProvider(),
            read.getModel(),
            read.getTarget(),
            retryAfterMs == null ? null : Duration.ofMillis(retryAfterMs),
            fromRecord(read.getHttpRequest()),
            fromRecord(read.getHttpResponse()),
            read.getCauses().stream().map(FailureRecords::fromRecord).toList(),
            read.getOriginal() == null ? null : fromRecord(read.getOriginal()),
            null);
    Failure failure = FailureDetails.read(type, facts, read.getDetails());
    return failure.withFacts(facts.withNewer(newer(failure, read)));
  }

  private static @Nullable NewerFacts newer(Failure failure, dev.sluice.v1.Failure read) {
    boolean known =
        read.getTypePath().equals(failure.typePath())
            && read.getErrorType().equals(failure.errorType())
            && Objects.equals(read.getDetails(), FailureDetails.of(failure));
    return known
        ? null
        : new NewerFacts(read.getTypePath(), read.getErrorType(), read.getDetails());
  }

  private static @Nullable HttpRequest toRecord(@Nullable HttpRequestFacts request) {
    return request == null ? null : new HttpRequest(request.method(), request.url());
  }

  private static @Nullable HttpRequestFacts fromRecord(@Nullable HttpRequest read) {
    return read == null ? null : new HttpRequestFacts(read.getMethod(), read.getUrl());
  }

  private static @Nullable HttpResponse toRecord(@Nullable HttpResponseFacts response) {
    return response == null
        ? null
        : new HttpResponse(
            response.status(), response.headers(), response.body(), response.bodyTruncated());
  }

  private static @Nullable HttpResponseFacts fromRecord(@Nullable HttpResponse read) {
    return read == null
        ? null
        : new HttpResponseFacts(
            read.getStatus(), read.getHeaders(), read.getBody(), read.getBodyTruncated());
  }

  private static Cause toRecord(CauseFacts cause) {
    return new Cause(cause.className(), cause.message(), cause.stack());
  }

  private static CauseFacts fromRecord(Cause read) {
    return new CauseFacts(read.getClassName(), read.getMessage(), read.getStack());
  }
}
