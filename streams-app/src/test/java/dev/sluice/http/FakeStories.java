package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stories that have nothing in them, or none at all. */
final class FakeStories implements CallStories {
  volatile boolean away;

  @Override
  public CompletionStage<ObjectNode> story(PollingId id) {
    ObjectNode story =
        Json.object()
            .put("polling_id", id.text())
            .put("accepted_at", id.acceptedAt().toEpochMilli())
            .put("partition", id.partition())
            .put("offset", id.offset())
            .put("tenant", "acme")
            .put("request_id", "order-17")
            .put("route", "chat")
            .put("state", "completed")
            .put("found", true)
            .put("whole", true);
    story.putArray("events");
    return told(story);
  }

  @Override
  public CompletionStage<ObjectNode> search(String text) {
    ObjectNode found = Json.object().put("whole", true).put("more", false).put("since", 7);
    found.putArray("calls").addObject().put("polling_id", "resp_1").put("tenant", text);
    return told(found);
  }

  private CompletionStage<ObjectNode> told(ObjectNode answer) {
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("a secret of the inside"))
        : CompletableFuture.completedFuture(answer);
  }
}
