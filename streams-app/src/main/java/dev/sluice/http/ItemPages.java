package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.InputJson;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists a request's messages as the input items of OpenAI's Responses API, page by page. Pure. */
final class ItemPages {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private ItemPages() {}

  /**
   * The requested page.
   *
   * @param after the ID of the item before the page; null for none
   * @param before the ID of the item after the page; null for none
   */
  record Page(int limit, boolean ascending, @Nullable String after, @Nullable String before) {}

  static Page page(Context ctx) throws BadParameter {
    String order = ctx.queryParam("order");
    if (order != null && !order.equals("asc") && !order.equals("desc")) {
      throw BadParameter.invalid("order", "'order' must be asc or desc.");
    }
    return new Page(
        (int) Params.number(ctx, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
        "asc".equals(order),
        given(ctx.queryParam("after")),
        given(ctx.queryParam("before")));
  }

  /** As other parameters, an empty one is none. */
  private static @Nullable String given(@Nullable String id) {
    return id == null || id.isEmpty() ? null : id;
  }

  static ObjectNode of(String pollingId, CompletionRequest request, Page page) throws BadParameter {
    List<ObjectNode> items = new ArrayList<>(InputJson.of(pollingId, request.getMessages()));
    if (!page.ascending()) {
      Collections.reverse(items);
    }
    int from = page.after() == null ? 0 : indexOf(items, "after", page.after()) + 1;
    int to = page.before() == null ? items.size() : indexOf(items, "before", page.before());
    // a page before an item is the adjacent one
    boolean backwards = page.before() != null && page.after() == null;
    int start = backwards ? Math.max(from, to - page.limit()) : from;
    int end = backwards ? to : Math.min(to, from + page.limit());
    List<ObjectNode> shown = start < end ? items.subList(start, end) : List.of();
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    shown.forEach(data::add);
    list.put("first_id", shown.isEmpty() ? null : id(shown.get(0)));
    list.put("last_id", shown.isEmpty() ? null : id(shown.get(shown.size() - 1)));
    list.put("has_more", backwards ? start > from : end < to);
    return list;
  }

  private static int indexOf(List<ObjectNode> items, String param, String id) throws BadParameter {
    return IntStream.range(0, items.size())
        .filter(i -> id(items.get(i)).equals(id))
        .findFirst()
        .orElseThrow(
            () -> BadParameter.invalid(param, "'" + param + "' must be the id of an input item."));
  }

  private static String id(ObjectNode item) {
    return item.path("id").asText();
  }
}
