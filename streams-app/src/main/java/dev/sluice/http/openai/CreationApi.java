package dev.sluice.http.openai;

import java.util.Arrays;
import java.util.Optional;

/** OpenAI's APIs that something is created with. */
public enum CreationApi {
  RESPONSES("/v1/responses"),
  CHAT_COMPLETIONS("/v1/chat/completions");

  private final String path;

  CreationApi(String path) {
    this.path = path;
  }

  /** Where bodies in its form are posted. */
  public String path() {
    return path;
  }

  public CreationForm form() {
    return switch (this) {
      case RESPONSES -> new ResponseRequests();
      case CHAT_COMPLETIONS -> new ChatRequests();
    };
  }

  public static Optional<CreationApi> at(String path) {
    return Arrays.stream(values()).filter(api -> api.path.equals(path)).findFirst();
  }
}
