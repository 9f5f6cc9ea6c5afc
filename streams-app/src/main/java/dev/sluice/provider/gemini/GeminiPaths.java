package dev.sluice.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Paths of the methods that generate content. Pure. */
final class GeminiPaths {
  private GeminiPaths() {}

  /**
   * @param collection in which the model is if its name says no other, such as {@code models/}; a
   *     tuned model is {@code tunedModels/x} at the Gemini API, and {@code endpoints/1} at Vertex
   *     AI
   */
  static String generateContent(String collection, String model) {
    return of(collection, model) + ":generateContent";
  }

  /** The same as a stream; without the query it would be one JSON array. */
  static String streamGenerateContent(String collection, String model) {
    return of(collection, model) + ":streamGenerateContent?alt=sse";
  }

  private static String of(String collection, String model) {
    String name = model.contains("/") ? model : collection + model;
    return "/"
        + Arrays.stream(name.split("/")).map(GeminiPaths::encoded).collect(Collectors.joining("/"));
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }
}
