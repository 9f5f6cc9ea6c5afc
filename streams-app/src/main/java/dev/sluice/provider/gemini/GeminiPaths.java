package dev.sluice.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Paths of the method {@code generateContent}. Pure. */
final class GeminiPaths {
  private GeminiPaths() {}

  /**
   * @param collection in which the model is if its name says no other, such as {@code models/}; a
   *     tuned model is {@code tunedModels/x} at the Gemini API, and {@code endpoints/1} at Vertex
   *     AI
   */
  static String generateContent(String collection, String model) {
    String name = model.contains("/") ? model : collection + model;
    return "/"
        + Arrays.stream(name.split("/")).map(GeminiPaths::encoded).collect(Collectors.joining("/"))
        + ":generateContent";
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }
}
