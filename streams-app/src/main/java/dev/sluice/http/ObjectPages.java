package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.json.Json;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Lists objects page by page, as OpenAI's files and batches are. Pure. */
final class ObjectPages {
  private ObjectPages() {}

  /**
   * @param limit the page's size if none is asked for
   * @param most the largest one
   */
  record Sizes(int limit, int most) {}

  /**
   * @param newestFirst all of them
   */
  static ObjectNode of(Context ctx, List<ObjectNode> newestFirst, Sizes sizes) throws BadParameter {
    int limit = (int) Params.number(ctx, "limit", sizes.limit(), 1, sizes.most());
    List<ObjectNode> objects = new ArrayList<>(newestFirst);
    if (isAscending(ctx)) {
      Collections.reverse(objects);
    }
    String after = ctx.queryParam("after");
    int from = after == null || after.isEmpty() ? 0 : find(objects, after) + 1;
    int to = Math.min(objects.size(), from + limit);
    List<ObjectNode> shown = objects.subList(from, to);
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    shown.forEach(data::add);
    list.put("first_id", shown.isEmpty() ? null : id(shown.get(0)));
    list.put("last_id", shown.isEmpty() ? null : id(shown.get(shown.size() - 1)));
    return list.put("has_more", to < objects.size());
  }

  private static boolean isAscending(Context ctx) throws BadParameter {
    String order = ctx.queryParam("order");
    if (order != null && !order.equals("asc") && !order.equals("desc")) {
      throw BadParameter.invalid("order", "'order' must be asc or desc.");
    }
    return "asc".equals(order);
  }

  private static int find(List<ObjectNode> objects, String after) throws BadParameter {
    return IntStream.range(0, objects.size())
        .filter(i -> id(objects.get(i)).equals(after))
        .findFirst()
        .orElseThrow(
            () ->
                BadParameter.invalid("after", "'after' must be the id of an object of the list."));
  }

  private static String id(ObjectNode object) {
    return object.path("id").asText();
  }
}
