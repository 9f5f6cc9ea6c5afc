package dev.sluice.http.openai;

/** A client's request is invalid: holds the error to answer with. Thrown only to the server. */
public final class BadParameter extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  private BadParameter(ApiError error) {
    super(error.message());
    this.error = error;
  }

  public static BadParameter invalid(String param, String message) {
    return new BadParameter(ApiError.badRequest(message, param, "invalid_value"));
  }

  public static BadParameter missing(String param) {
    return new BadParameter(
        ApiError.badRequest(
            "Missing required parameter: '" + param + "'.", param, "missing_required_parameter"));
  }

  /** What the request names is not there, or not for this client. */
  public static BadParameter notFound(String param, String message) {
    return new BadParameter(ApiError.badRequest(message, param, "not_found"));
  }

  /** It has more than it may have. */
  public static BadParameter tooLarge(String param, String message) {
    return new BadParameter(
        new ApiError(413, message, "invalid_request_error", param, "payload_too_large", null));
  }

  /** OpenAI knows it, but this gateway does not support it. */
  static BadParameter unsupported(String param, String message) {
    return new BadParameter(ApiError.badRequest(message, param, "unsupported_parameter"));
  }

  /** The body is in a form that can't be read, as a header says. */
  public static BadParameter unreadable(String header, String message) {
    return new BadParameter(
        new ApiError(
            415, message, "invalid_request_error", header, "unsupported_media_type", null));
  }

  public ApiError error() {
    return error;
  }
}
