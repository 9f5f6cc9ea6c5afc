package dev.sluice.failure;

import java.util.List;
import java.util.Map;

/** The caller requested something impossible; another target would not help. */
public sealed interface CallerFailure extends Failure {

  /** The request breaks the contract; {@code facts().param()} names the field. */
  record InvalidRequest(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.INVALID_REQUEST;
    }

    @Override
    public InvalidRequest withFacts(FailureFacts facts) {
      return new InvalidRequest(facts);
    }
  }

  /** The provider understood the request, but finds its values meaningless. */
  record Unprocessable(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.UNPROCESSABLE;
    }

    @Override
    public Unprocessable withFacts(FailureFacts facts) {
      return new Unprocessable(facts);
    }
  }

  /**
   * The request asks for something that this vendor's API or this model does not support; another
   * may.
   *
   * @param parameters the fields of the request, such as {@code stop}
   */
  record UnsupportedParameters(FailureFacts facts, List<String> parameters)
      implements CallerFailure {
    public UnsupportedParameters {
      parameters = parameters.stream().map(Text::wellFormed).toList();
    }

    @Override
    public FailureType type() {
      return FailureType.UNSUPPORTED_PARAMETERS;
    }

    @Override
    public UnsupportedParameters withFacts(FailureFacts facts) {
      return new UnsupportedParameters(facts, parameters);
    }
  }

  /**
   * The request asks for something that the target's model does not support, and the operator wants
   * the caller to be told instead of going on to another target.
   *
   * @param parameters the fields of the request, such as {@code temperature}
   */
  record UnsupportedParametersRefused(FailureFacts facts, List<String> parameters)
      implements CallerFailure {
    public UnsupportedParametersRefused {
      parameters = parameters.stream().map(Text::wellFormed).toList();
    }

    @Override
    public FailureType type() {
      return FailureType.UNSUPPORTED_PARAMETERS_REFUSED;
    }

    @Override
    public UnsupportedParametersRefused withFacts(FailureFacts facts) {
      return new UnsupportedParametersRefused(facts, parameters);
    }
  }

  /** An image or a file could not be fetched from the URL in the request. */
  record ImageFetch(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.IMAGE_FETCH;
    }

    @Override
    public ImageFetch withFacts(FailureFacts facts) {
      return new ImageFetch(facts);
    }
  }

  /** The bytes on the requests topic are not a request. */
  record UnreadableRecord(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.UNREADABLE_RECORD;
    }

    @Override
    public UnreadableRecord withFacts(FailureFacts facts) {
      return new UnreadableRecord(facts);
    }
  }

  /** No route has the requested name. */
  record UnknownModel(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.UNKNOWN_MODEL;
    }

    @Override
    public UnknownModel withFacts(FailureFacts facts) {
      return new UnknownModel(facts);
    }
  }

  /** The prompt is longer than the model's context window. */
  record ContextWindowExceeded(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CONTEXT_WINDOW_EXCEEDED;
    }

    @Override
    public ContextWindowExceeded withFacts(FailureFacts facts) {
      return new ContextWindowExceeded(facts);
    }
  }

  /**
   * The provider refused the prompt for its content.
   *
   * @param providerFields what the provider reports besides its message, by its own names; non-text
   *     values as JSON
   */
  record ContentPolicy(FailureFacts facts, Map<String, String> providerFields)
      implements CallerFailure {
    public ContentPolicy {
      providerFields = Text.wellFormed(providerFields);
    }

    /** If the provider reports no more. */
    public ContentPolicy(FailureFacts facts) {
      this(facts, Map.of());
    }

    @Override
    public FailureType type() {
      return FailureType.CONTENT_POLICY;
    }

    @Override
    public ContentPolicy withFacts(FailureFacts facts) {
      return new ContentPolicy(facts, providerFields);
    }
  }

  /** The deadline passed before an answer came. */
  record DeadlineExceeded(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.DEADLINE_EXCEEDED;
    }

    @Override
    public DeadlineExceeded withFacts(FailureFacts facts) {
      return new DeadlineExceeded(facts);
    }
  }

  /** The caller cancelled the call. */
  record Cancelled(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CANCELLED;
    }

    @Override
    public Cancelled withFacts(FailureFacts facts) {
      return new Cancelled(facts);
    }
  }

  /** The request ID was used within 24 h with other content. */
  record DuplicateRequest(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.DUPLICATE_REQUEST;
    }

    @Override
    public DuplicateRequest withFacts(FailureFacts facts) {
      return new DuplicateRequest(facts);
    }
  }

  /** A caller failure without a name in this release; {@code facts().newer()} has its own. */
  record Unrecognized(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CALLER;
    }

    @Override
    public Unrecognized withFacts(FailureFacts facts) {
      return new Unrecognized(facts);
    }
  }
}
