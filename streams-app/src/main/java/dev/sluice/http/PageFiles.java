package dev.sluice.http;

import dev.sluice.http.openai.ApiError;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators' page. Its scripts and styles tell nothing, so they need no key. Immutable; runs on
 * the server's threads.
 */
public final class PageFiles implements Endpoints {
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final List<String> SCRIPTS =
      List.of("page.js", "dom.js", "format.js", "plots.js", "panels.js", "story.js");

  private final OperatorsKey key;
  private final Map<String, Resource> files = new HashMap<>();

  public PageFiles(OperatorsKey key) {
    this.key = key;
    SCRIPTS.forEach(name -> files.put(name, new Resource(name, SCRIPT)));
    files.put("page.css", new Resource("page.css", STYLE));
    files.put("uplot.js", Resource.ofUplot("uPlot.iife.min.js", SCRIPT));
    files.put("uplot.css", Resource.ofUplot("uPlot.min.css", STYLE));
  }

  @Override
  public void addTo(RoutesConfig routes) {
    Resource page = new Resource("index.html", "text/html; charset=utf-8");
    routes.get("/", key.before(page));
    routes.head("/", key.before(page));
    routes.get("/page/{file}", this::file);
    routes.head("/page/{file}", this::file);
  }

  private void file(Context ctx) {
    Resource file = files.get(ctx.pathParam("file"));
    if (file == null) {
      ReplyWriter.write(ctx, ApiError.ofStatus(404, "The page has no such file."));
    } else {
      file.handle(ctx);
    }
  }
}
