package dev.sluice.provider.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.Target;
import java.net.URLEncoder;

/** Paths of what a model is asked to do. Pure. */
final class ConversePaths {
  private ConversePaths() {}

  /** An ARN has slashes, which are part of the model's ID. */
  static String of(Target target, String action) {
    return "/model/"
        + URLEncoder.encode(target.model(), UTF_8).replace("+", "%20").replace("*", "%2A")
        + "/"
        + action;
  }
}
