package dev.sluice.provider.shaping;

import dev.sluice.call.Target;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.profile.OnUnsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was changed in one attempt, in words that hold nothing of what the request says; decides
 * whether a change may be made at all. For one attempt only.
 */
final class Adjustments {
  /** So that a request can't make its own record large. */
  private static final int MOST = 32;

  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");

  private final Target target;
  private final List<String> made = new ArrayList<>();

  Adjustments(Target target) {
    this.target = target;
  }

  List<String> made() {
    return List.copyOf(made);
  }

  /** A change that loses nothing that the caller asked for. */
  void note(String change) {
    if (made.size() < MOST && !made.contains(change)) {
      made.add(change);
    }
  }

  /**
   * A parameter of the caller is left out or changed, if nobody wants it otherwise.
   *
   * @throws FailureException if the operator does
   */
  void lose(String param, String change) {
    OnUnsupported wanted = target.profile().onUnsupported();
    if (wanted == OnUnsupported.FALLBACK || wanted == OnUnsupported.REFUSE) {
      throw unfit(param, "does not take " + name(param) + " as the request has it");
    }
    note(change);
  }

  /**
   * A parameter that the answer depends on is left out, if the operator wants that.
   *
   * @throws FailureException if not
   */
  void loseIfWanted(String param, String change) {
    if (target.profile().onUnsupported() != OnUnsupported.DROP) {
      throw unfit(param, "does not take " + name(param));
    }
    note(change);
  }

  /** The request can't be made to fit: nothing that is left out would leave its meaning. */
  FailureException unfit(String param, String complaint) {
    boolean refused = target.profile().onUnsupported() == OnUnsupported.REFUSE;
    FailureType type =
        refused ? FailureType.UNSUPPORTED_PARAMETERS_REFUSED : FailureType.UNSUPPORTED_PARAMETERS;
    FailureFacts facts =
        FailureFacts.of(type, "the model of target %s %s".formatted(target.name(), complaint))
            .withParam(param);
    Failure failure =
        refused
            ? new CallerFailure.UnsupportedParametersRefused(facts, List.of(param))
            : new CallerFailure.UnsupportedParameters(facts, List.of(param));
    return new FailureException(failure);
  }

  /** A field's name as it may be shown: the caller may have made up any. */
  static String name(String field) {
    return FIELD.matcher(field).matches() ? field : "a field";
  }
}
