package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.json.Json;
import dev.sluice.profile.ModelProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an attempt fit its model, in OpenAI's vocabulary of requests: what codecs of all vendors
 * read. Pure.
 */
public final class Shaping {
  private Shaping() {}

  /**
   * An attempt that fits.
   *
   * @param attempt with all of its sampling parameters in {@link Attempt#sampling}
   * @param adjustments what was changed, without anything that the request says
   */
  public record Shaped(Attempt attempt, List<String> adjustments) {
    public Shaped {
      adjustments = List.copyOf(adjustments);
    }
  }

  /**
   * @throws dev.sluice.failure.FailureException if it can't be made to fit, or the operator wants
   *     that nothing is left out
   */
  public static Shaped of(Attempt attempt) {
    Adjustments adjustments = new Adjustments(attempt.target());
    Request request = attempt.request();
    ModelProfile profile = attempt.target().profile();
    ObjectNode requests = object(request.extraBody());
    ObjectNode targets = object(attempt.target().extraBody());
    ObjectNode extra = requests == null ? Json.object() : requests;
    ObjectNode operators = targets == null ? Json.object() : targets;
    Sampling sampling = SamplingShape.of(attempt, extra, operators, adjustments);
    new ExtraShape(profile, adjustments).shape(extra, operators);
    // whoever merges one that is no object says so
    String extraBody = requests == null ? request.extraBody() : extra.toString();
    List<Message> messages = MessageShape.of(request.messages(), profile, adjustments);
    return new Shaped(
        attempt.with(
            attempt.target().withoutSampling(), sampling, request.with(messages, extraBody)),
        adjustments.made());
  }

  private static @Nullable ObjectNode object(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Json.object();
    }
    JsonNode json = Json.parse(text);
    return json instanceof ObjectNode object ? object : null;
  }
}
