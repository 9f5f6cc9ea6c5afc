package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.OnLimit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The object {@code sluice} of a body: what a request can say and OpenAI's APIs can't. Pure. */
final class GatewayFields {
  static final String NAME = "sluice";

  /** OpenAI's tier for answers that can wait. */
  private static final String FLEX = "flex";

  private GatewayFields() {}

  static void put(CompletionRequest.Builder request, Fields body) throws BadParameter {
    request.setBatch(FLEX.equals(body.text("service_tier")));
    JsonNode value = body.value(NAME);
    if (value == null) {
      return;
    }
    Fields own = Fields.of(value, NAME);
    own.allowOnly(Set.of("deadline", "priority", "batch", "on_limit", "fallbacks"));
    String deadline = own.text("deadline");
    try {
      request.setDeadline(deadline == null ? null : Instant.parse(deadline));
    } catch (DateTimeException noTime) {
      throw own.wrong("deadline", "a time such as 2026-12-31T23:59:59Z");
    }
    Integer priority = own.integer("priority");
    request.setPriority(priority == null ? 0 : priority);
    if (own.has("batch")) {
      request.setBatch(own.isTrue("batch"));
    }
    if (own.has("on_limit")) {
      request.setOnLimit(
          switch (own.requiredText("on_limit").toLowerCase(Locale.ROOT)) {
            case "reject" -> OnLimit.REJECT;
            case "wait" -> OnLimit.WAIT;
            default -> throw own.wrong("on_limit", "reject or wait");
          });
    }
    fallbacks(request, own);
  }

  private static void fallbacks(CompletionRequest.Builder request, Fields own) throws BadParameter {
    JsonNode fallbacks = own.value("fallbacks");
    if (fallbacks == null) {
      return;
    }
    List<Fallback> list = new ArrayList<>();
    for (JsonNode to : fallbacks) {
      if (!to.isTextual()) {
        throw own.wrong("fallbacks", "an array of strings");
      }
      list.add(new Fallback(to.textValue(), null));
    }
    request.setFallbacks(list);
  }
}
