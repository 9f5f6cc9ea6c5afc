package dev.sluice.local.registry;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The paths of the registry: what each means and answers. Immutable; HTTP threads call it. */
final class Routes {

  private record Route(String method, List<String> template, Function<Request, Object> answer) {

    /** What stands for the braces, if the path fits. */
    Optional<List<String>> match(List<String> path) {
      if (path.size() != template.size()) {
        return Optional.empty();
      }
      List<String> arguments = new ArrayList<>();
      for (int i = 0; i < path.size(); i++) {
        if (template.get(i).equals("{}")) {
          arguments.add(path.get(i));
        } else if (!template.get(i).equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(arguments);
    }
  }

  private static final String VERSIONS = "subjects {} versions";
  private static final String VERSION = "subjects {} versions {}";
  private static final String CHECK = "compatibility subjects {} versions";

  private final SchemaRegistry registry;
  private final List<Route> routes = new ArrayList<>();

  Routes(SchemaRegistry registry) {
    this.registry = registry;
    schemas();
    subjects();
    levelsAndModes();
  }

  /**
   * What to send as JSON, or as it is when it is a string.
   *
   * @throws RegistryException for everything that is not answered with 200
   */
  Object answer(String method, List<String> path, Map<String, String> query, String body) {
    boolean known = false;
    for (Route route : routes) {
      Optional<List<String>> arguments = route.match(path);
      known |= arguments.isPresent();
      if (arguments.isPresent() && route.method().equals(method)) {
        return route.answer().apply(new Request(arguments.get(), query, body));
      }
    }
    // newer clients ask for paths that they can do without, and take 404, not 500, for an answer
    throw known
        ? RegistryException.http(405, "HTTP 405 Method Not Allowed")
        : RegistryException.http(404, "HTTP 404 Not Found");
  }

  private void schemas() {
    on("GET", "", r -> Map.of());
    on("GET", "contexts", r -> List.of("."));
    on("GET", "schemas types", r -> List.of("AVRO"));
    on("GET", "schemas ids {}", r -> new SchemaString(registry.byId(r.schemaId())));
    on("GET", "schemas ids {} schema", r -> registry.byId(r.schemaId()).getSchema());
    on("GET", "schemas ids {} versions", r -> registry.versionsOf(r.schemaId(), r.flag("deleted")));
    on(
        "GET",
        "schemas ids {} subjects",
        r ->
            registry.versionsOf(r.schemaId(), r.flag("deleted")).stream()
                .map(SubjectVersion::getSubject)
                .distinct()
                .toList());
  }

  private void subjects() {
    on("GET", "subjects", r -> registry.subjects(prefix(r), r.flag("deleted")));
    on(
        "POST",
        "subjects {}",
        r -> registry.lookUp(r.argument(0), r.schema(), r.flag("normalize"), r.flag("deleted")));
    on("DELETE", "subjects {}", r -> registry.deleteSubject(r.argument(0), r.flag("permanent")));
    on("GET", VERSIONS, r -> registry.versionNumbers(r.argument(0), r.flag("deleted")));
    on(
        "POST",
        VERSIONS,
        r ->
            new RegisterSchemaResponse(
                registry.register(r.argument(0), r.schema(), r.flag("normalize"))));
    on("GET", VERSION, r -> registry.version(r.argument(0), r.argument(1), r.flag("deleted")));
    on(
        "GET",
        VERSION + " schema",
        r -> registry.version(r.argument(0), r.argument(1), r.flag("deleted")).getSchema());
    on("GET", VERSION + " referencedby", r -> registry.referrers(r.argument(0), r.argument(1)));
    on(
        "DELETE",
        VERSION,
        r -> registry.deleteVersion(r.argument(0), r.argument(1), r.flag("permanent")));
    on(
        "POST",
        CHECK,
        r ->
            decision(
                r,
                registry.incompatibilities(r.argument(0), null, r.schema(), r.flag("normalize"))));
    on(
        "POST",
        CHECK + " {}",
        r ->
            decision(
                r,
                registry.incompatibilities(
                    r.argument(0), r.argument(1), r.schema(), r.flag("normalize"))));
  }

  private void levelsAndModes() {
    on("GET", "config", r -> new Config(registry.globalLevel().name));
    on("PUT", "config", r -> accepted(r, null));
    on("DELETE", "config", r -> new Config(registry.resetLevel(null).name));
    on(
        "GET",
        "config {}",
        r -> new Config(registry.level(r.argument(0), r.flag("defaultToGlobal")).name));
    on("PUT", "config {}", r -> accepted(r, r.argument(0)));
    on("DELETE", "config {}", r -> new Config(registry.resetLevel(r.argument(0)).name));
    on("GET", "mode", r -> Map.of("mode", "READWRITE"));
    on(
        "GET",
        "mode {}",
        r -> {
          if (!r.flag("defaultToGlobal")) {
            throw RegistryException.noSubjectMode(r.argument(0));
          }
          return Map.of("mode", "READWRITE");
        });
    for (String path : List.of("mode", "mode {}")) {
      on(
          "PUT",
          path,
          r -> {
            throw RegistryException.notPermitted("The mode here is always READWRITE");
          });
    }
  }

  private Object accepted(Request request, @Nullable String subject) {
    CompatibilityLevel level = request.level();
    registry.setLevel(subject, level);
    return Map.of("compatibility", level.name);
  }

  private static Object decision(Request request, List<String> reasons) {
    return request.flag("verbose")
        ? Map.of("is_compatible", reasons.isEmpty(), "messages", reasons)
        : Map.of("is_compatible", reasons.isEmpty());
  }

  /** There is one context, so the prefix that means every context selects all. */
  private static String prefix(Request request) {
    String prefix = request.query().getOrDefault("subjectPrefix", "");
    return prefix.startsWith(":*:") ? prefix.substring(3) : prefix;
  }

  private void on(String method, String path, Function<Request, Object> answer) {
    List<String> template = path.isEmpty() ? List.of() : List.of(path.split(" ", -1));
    routes.add(new Route(method, template, answer));
  }
}
