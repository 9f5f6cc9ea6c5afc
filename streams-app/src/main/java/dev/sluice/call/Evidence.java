package dev.sluice.call;

import dev.sluice.failure.FailureType;
import java.util.Locale;
import java.util.Map;

/**
 * What a failed attempt is evidence about: separate facts, of which one reply may tell several. A
 * credential or a target is set aside for all tenants by facts about itself alone: what one
 * tenant's request may have caused is no such fact. Whether the call is tried again, and where it
 * goes on, is the failure's type alone.
 *
 * @param request whether this request is to blame: its content, its size, its fields, its deadline
 * @param credential what became of the key: health of the credential
 * @param account what became of the money or the quota behind it: health of the credential
 * @param target whether the model or the server serves whoever asks: cool-down of the target
 * @param moment whether it would have served at another time: how long both are left alone
 */
public record Evidence(
    OfRequest request,
    OfCredential credential,
    OfAccount account,
    OfTarget target,
    OfMoment moment) {

  /** Whether the request is to blame. */
  public enum OfRequest {
    NOTHING,
    /** Perhaps: nothing tells whether it was the request or the target. */
    SUSPECTED,
    AT_FAULT
  }

  /** The key itself. */
  public enum OfCredential {
    NOTHING,
    /** For everything: unknown, expired, revoked, or not allowed from here. */
    REFUSED,
    /** For the attempt's model. */
    REFUSED_FOR_MODEL
  }

  /** The account behind the key. */
  public enum OfAccount {
    NOTHING,
    /** For everything. */
    EXHAUSTED,
    /** For the attempt's model: vendors limit each model by itself. */
    EXHAUSTED_FOR_MODEL
  }

  /** The model, or the server that has it. */
  public enum OfTarget {
    NOTHING,
    /** Perhaps: nothing tells whether it was the request or the target. */
    SUSPECTED,
    /** Whoever asks it for whatever. */
    FAILING
  }

  /** The time of the attempt. */
  public enum OfMoment {
    NOTHING,
    /** The rate of the credential at the model is used up for now. */
    LIMITED
  }

  private static final Evidence NONE =
      new Evidence(
          OfRequest.NOTHING,
          OfCredential.NOTHING,
          OfAccount.NOTHING,
          OfTarget.NOTHING,
          OfMoment.NOTHING);

  /** This request alone. */
  public static final Evidence REQUEST = NONE.with(OfRequest.AT_FAULT, OfTarget.NOTHING);

  /** This request or the target: nothing tells which. */
  public static final Evidence UNCLEAR = NONE.with(OfRequest.SUSPECTED, OfTarget.SUSPECTED);

  /** The target, whoever asks it for whatever. */
  public static final Evidence TARGET = NONE.with(OfRequest.NOTHING, OfTarget.FAILING);

  /** The credential, for all models. */
  public static final Evidence CREDENTIAL = NONE.with(OfCredential.REFUSED);

  /** The credential, for the attempt's model alone. */
  public static final Evidence CREDENTIAL_FOR_MODEL = NONE.with(OfCredential.REFUSED_FOR_MODEL);

  /** The account, for all models. */
  public static final Evidence ACCOUNT = NONE.with(OfAccount.EXHAUSTED);

  /** The account's quota of the attempt's model. */
  public static final Evidence ACCOUNT_FOR_MODEL = NONE.with(OfAccount.EXHAUSTED_FOR_MODEL);

  /** The moment: a rate limit of the credential at the model. */
  public static final Evidence MOMENT =
      new Evidence(
          OfRequest.NOTHING,
          OfCredential.NOTHING,
          OfAccount.NOTHING,
          OfTarget.NOTHING,
          OfMoment.LIMITED);

  private static final Map<String, Evidence> BY_NAME =
      Map.of(
          "request", REQUEST,
          "unclear", UNCLEAR,
          "target", TARGET,
          "credential", CREDENTIAL,
          "credential_for_model", CREDENTIAL_FOR_MODEL,
          "account", ACCOUNT,
          "account_for_model", ACCOUNT_FOR_MODEL,
          "moment", MOMENT);

  private Evidence with(OfRequest request, OfTarget target) {
    return new Evidence(request, credential, account, target, moment);
  }

  private Evidence with(OfCredential credential) {
    return new Evidence(request, credential, account, target, moment);
  }

  private Evidence with(OfAccount account) {
    return new Evidence(request, credential, account, target, moment);
  }

  /**
   * By its name in tables, such as {@code credential_for_model}, in whatever case.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Evidence named(String name) {
    Evidence evidence = BY_NAME.get(name.toLowerCase(Locale.ROOT));
    if (evidence == null) {
      throw new IllegalArgumentException(
          "nothing is evidence about "
              + name
              + "; there are "
              + BY_NAME.keySet().stream().sorted().toList());
    }
    return evidence;
  }

  /** Whether it tells of the credential whatever it is used for. */
  public boolean isOfCredential() {
    return credential == OfCredential.REFUSED || account == OfAccount.EXHAUSTED;
  }

  /** Whether it tells of the credential at the attempt's model. */
  public boolean isOfCredentialForModel() {
    return credential == OfCredential.REFUSED_FOR_MODEL
        || account == OfAccount.EXHAUSTED_FOR_MODEL
        || moment == OfMoment.LIMITED;
  }

  /**
   * Whether it counts against the target for all tenants, whatever they send with its credential.
   */
  boolean isCertain() {
    return target == OfTarget.FAILING || isOfCredential() || isOfCredentialForModel();
  }

  /** Whether it counts against the target for the tenant, and for all with another tenant's. */
  boolean isDoubtful() {
    return !isCertain() && target == OfTarget.SUSPECTED;
  }

  /** The same, where it may be due to the request after all. */
  public Evidence unclear() {
    return isCertain() ? UNCLEAR : this;
  }

  /** What a failure of this type is evidence about where its reply does not say more. */
  public static Evidence of(FailureType type) {
    return switch (type) {
      case AUTHENTICATION -> CREDENTIAL;
      case QUOTA_EXHAUSTED -> ACCOUNT;
      case UNKNOWN_PROVIDER, OVERLOADED, CREDENTIALS_EXHAUSTED -> TARGET;
      case PROVIDER,
          PERMISSION,
          NOT_FOUND,
          PROVIDER_RATE_LIMITED,
          LONG_RATE_LIMIT,
          SERVER_ERROR,
          BAD_GATEWAY,
          SERVICE_UNAVAILABLE,
          API_ERROR,
          TIMEOUT,
          CONNECTION,
          MID_STREAM_BREAK,
          MOCK,
          UNFORESEEN ->
          UNCLEAR;
      // callers' failures, our own, and answers of no use: those this one prompt may have caused
      default -> REQUEST;
    };
  }
}
