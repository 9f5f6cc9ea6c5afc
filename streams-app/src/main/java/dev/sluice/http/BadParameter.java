package dev.sluice.http;

/** What a client asks for can't be taken: the answer to give. Thrown to the server only. */
final class BadParameter extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  private BadParameter(ApiError error) {
    super(error.message());
    this.error = error;
  }

  static BadParameter invalid(String param, String message) {
    return new BadParameter(ApiError.badRequest(message, param, "invalid_value"));
  }

  static BadParameter missing(String param) {
    return new BadParameter(
        ApiError.badRequest(
            "Missing required parameter: '" + param + "'.", param, "missing_required_parameter"));
  }

  /** OpenAI knows it, and this gateway has no place for it. */
  static BadParameter unsupported(String param, String message) {
    return new BadParameter(ApiError.badRequest(message, param, "unsupported_parameter"));
  }

  ApiError error() {
    return error;
  }
}
