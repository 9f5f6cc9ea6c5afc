package dev.sluice.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The paths that are served, to name the one that was meant. Immutable; any thread. */
final class KnownPaths {
  private static final int SHOWN = 80;
  private static final String API = "/v1/";

  /**
   * @param path with parameters in braces
   */
  record Route(String method, String path) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final List<Route> routes;

  KnownPaths(List<Route> routes) {
    this.routes =
        routes.stream()
            .filter(route -> !route.path().startsWith("/internal"))
            .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
            .toList();
  }

  /** What to tell a client that asked for a path that is not served. */
  String unknown(String method, String path) {
    String shown = path.length() > SHOWN ? path.substring(0, SHOWN) + "…" : path;
    return "Unknown path: %s %s. %s GET /openapi.json describes all paths."
        .formatted(
            method,
            shown,
            nearest(method, path).map(route -> "Did you mean " + route + "?").orElseGet(this::api));
  }

  private String api() {
    return routes.stream()
        .filter(route -> route.path().startsWith(API))
        .map(Route::toString)
        .collect(Collectors.joining(", ", "There are ", "."));
  }

  /** The one with the most names in common. */
  private Optional<Route> nearest(String method, String path) {
    List<String> asked = names(path);
    return routes.stream()
        .filter(route -> common(route, asked) > 0)
        .max(
            Comparator.comparingInt((Route route) -> common(route, asked))
                .thenComparing(route -> route.method().equals(method))
                .thenComparing(route -> -Math.abs(length(route.path()) - length(path))));
  }

  private static int common(Route route, List<String> asked) {
    List<String> left = new ArrayList<>(asked);
    return (int) names(route.path()).stream().filter(left::remove).count();
  }

  /** Without the version, which all have, and parameters. */
  private static List<String> names(String path) {
    return Arrays.stream(path.split("/"))
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty() && !name.equals("v1") && !name.startsWith("{"))
        .toList();
  }

  private static long length(String path) {
    return path.chars().filter(c -> c == '/').count();
  }
}
