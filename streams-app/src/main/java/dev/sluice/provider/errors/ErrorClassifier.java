package dev.sluice.provider.errors;

import static dev.sluice.call.Evidence.ACCOUNT;
import static dev.sluice.call.Evidence.CREDENTIAL;
import static dev.sluice.call.Evidence.MOMENT;
import static dev.sluice.call.Evidence.REQUEST;
import static dev.sluice.call.Evidence.TARGET;
import static dev.sluice.call.Evidence.UNCLEAR;

import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What vendors' errors mean: from a status and the error with it to a type of failure, and to what
 * that is evidence about. The tables decide; where none of their rules matches, the status does.
 * Pure; any thread.
 */
public final class ErrorClassifier {
  /** The end user whom the request names, rather than the credential: OpenAI, LiteLLM. */
  private static final Pattern END_USER =
      Pattern.compile("end[ _-]?user|safety[ _]identifier", Pattern.CASE_INSENSITIVE);

  private static final Pattern OF_A_DAY =
      Pattern.compile(
          "\\b(?:per|a|each)[ -](?:day|week|month)\\b|\\bdaily\\b|\\bweekly\\b|\\bmonthly\\b"
              + "|\\b[RT]PD\\b|PerDay|\\btomorrow\\b|\\bmidnight\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TOO_LARGE =
      Pattern.compile(
          "(?:request|prompt|message|input)(?: is| was)? too (?:large|big)\\b"
              + "|tokens must be reduced"
              + "|single request (?:exceeds|is larger)",
          Pattern.CASE_INSENSITIVE);

  private final ErrorRules rules;

  public ErrorClassifier(ErrorRules rules) {
    this.rules = rules;
  }

  /** What a status of 400 or more means with the error that came with it. */
  public Classification classify(int status, ProviderError error, ErrorContext context) {
    SearchedError searched = SearchedError.of(error);
    ErrorRule rule =
        rules.first(
            status,
            searched,
            condition -> condition != ErrorRule.Condition.NO_WAIT || !context.isOwnWait());
    Classification told = told(status, searched, error, rule);
    if (rule != null
        && rule.isOfOutputMaximum()
        && context.maximum() != null
        && context.maximum().isIn(searched.texts())) {
      told = told.as(FailureType.API_ERROR, REQUEST);
    }
    if (told.type() == FailureType.PROVIDER_RATE_LIMITED) {
      told = rateLimited(status, told, searched, context);
    }
    if (!context.mayRetry() && told.type().retryable()) {
      boolean isLimit = told.type().isA(FailureType.PROVIDER_RATE_LIMITED);
      told =
          told.as(isLimit ? FailureType.LONG_RATE_LIMIT : FailureType.API_ERROR, told.evidence());
    }
    boolean isOfEndUser =
        status < 500
            && (error.names().contains("identifier_blocked")
                || searched.texts().stream().anyMatch(text -> END_USER.matcher(text).find()));
    return isOfEndUser ? told.as(told.type(), REQUEST) : told;
  }

  /** The rule that recognises an error whatever it means; null if none does. */
  @Nullable ErrorRule recognised(int status, ProviderError error) {
    return rules.first(status, SearchedError.of(error), condition -> true);
  }

  private static Classification told(
      int status, SearchedError searched, ProviderError error, @Nullable ErrorRule rule) {
    if (rule == null) {
      return byStatus(status, error.param());
    }
    String param = error.param() == null ? rule.fieldIn(searched) : error.param();
    return new Classification(rule.failure(), rule.evidence(), param, rule);
  }

  private static Classification byStatus(int status, @Nullable String param) {
    return switch (status) {
      case 400, 413, 415 -> by(FailureType.INVALID_REQUEST, REQUEST, param);
      case 401, 407 -> by(FailureType.AUTHENTICATION, CREDENTIAL, param);
      case 402 -> by(FailureType.QUOTA_EXHAUSTED, ACCOUNT, param);
      case 403, 451 -> by(FailureType.PERMISSION, UNCLEAR, param);
      case 404, 405, 410 ->
          by(FailureType.NOT_FOUND, ErrorRule.isAboutAField(param) ? REQUEST : UNCLEAR, param);
      case 408, 504 -> by(FailureType.TIMEOUT, UNCLEAR, param);
      // a conflict or a failed or early dependency passes when retried, here or elsewhere
      case 409, 424, 425, 499 -> by(FailureType.SERVER_ERROR, UNCLEAR, param);
      case 422 -> by(FailureType.UNPROCESSABLE, REQUEST, param);
      case 429 -> by(FailureType.PROVIDER_RATE_LIMITED, MOMENT, param);
      // Groq: no capacity in a tier that the request may have chosen
      case 498 -> by(FailureType.OVERLOADED, UNCLEAR, param);
      // 520 to 530 are Cloudflare's; with these it has not reached the server
      case 521, 522, 523, 525, 526, 530 -> by(FailureType.BAD_GATEWAY, TARGET, param);
      case 502, 520, 524 -> by(FailureType.BAD_GATEWAY, UNCLEAR, param);
      case 503 -> by(FailureType.SERVICE_UNAVAILABLE, UNCLEAR, param);
      case 529 -> by(FailureType.OVERLOADED, TARGET, param);
      default ->
          by(status >= 500 ? FailureType.SERVER_ERROR : FailureType.API_ERROR, UNCLEAR, param);
    };
  }

  private static Classification by(FailureType type, Evidence evidence, @Nullable String param) {
    return new Classification(type, evidence, param, null);
  }

  private static Classification rateLimited(
      int status, Classification told, SearchedError error, ErrorContext context) {
    LimitSizes sizes = LimitSizes.in(error.begins());
    boolean isTooLarge =
        sizes == null
            ? status == 413
                || error.texts().stream().anyMatch(text -> TOO_LARGE.matcher(text).find())
            : sizes.isExceededByOneRequest();
    if (isTooLarge) {
      return told.as(FailureType.REQUEST_TOO_LARGE, REQUEST);
    }
    Duration wait = context.room();
    if (wait == null || wait.isZero()) {
      return told.as(isOfADay(error) ? FailureType.LONG_RATE_LIMIT : told.type(), UNCLEAR);
    }
    boolean isForItsSize =
        context.limits().areLargelyLeft() || (sizes != null && sizes.isLargelyLeft());
    return told.as(told.type(), isForItsSize ? REQUEST : told.evidence());
  }

  private static boolean isOfADay(SearchedError error) {
    return error.texts().stream().anyMatch(text -> OF_A_DAY.matcher(text).find());
  }
}
