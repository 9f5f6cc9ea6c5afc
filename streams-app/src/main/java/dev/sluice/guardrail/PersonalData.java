package dev.sluice.guardrail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds and masks personal data in one text. Pure. */
final class PersonalData {
  private static final Comparator<Entity> BY_PLACE =
      Comparator.<Entity>comparingInt(entity -> entity.span().start())
          .thenComparing(Comparator.<Entity>comparingInt(entity -> entity.span().end()).reversed())
          .thenComparing(Entity::type);

  private record Entity(EntityType type, Span span) {}

  private PersonalData() {}

  /** Adds the counts of each type. */
  static void count(String text, Set<EntityType> types, Map<EntityType, Integer> found) {
    find(text, types).forEach(entity -> found.merge(entity.type(), 1, Integer::sum));
  }

  /**
   * The text with a placeholder for each finding. Nothing is found in the result: what became
   * visible once its neighbor was masked is masked too.
   */
  static String mask(String text, Set<EntityType> types, Map<EntityType, Integer> found) {
    String left = text;
    for (List<Entity> entities = find(left, types);
        !entities.isEmpty();
        entities = find(left, types)) {
      StringBuilder masked = new StringBuilder(left.length());
      int copied = 0;
      for (Entity entity : entities) {
        masked.append(left, copied, entity.span().start()).append(entity.type().placeholder());
        copied = entity.span().end();
        found.merge(entity.type(), 1, Integer::sum);
      }
      left = masked.append(left, copied, left.length()).toString();
    }
    return left;
  }

  /** In order; the first of overlapping ones, the longest of those that begin together. */
  private static List<Entity> find(String text, Set<EntityType> types) {
    List<Entity> all = new ArrayList<>();
    for (EntityType type : types) {
      List<Span> spans = new ArrayList<>();
      type.find(text, spans);
      spans.forEach(span -> all.add(new Entity(type, span)));
    }
    all.sort(BY_PLACE);
    List<Entity> apart = new ArrayList<>(all.size());
    int end = 0;
    for (Entity entity : all) {
      if (entity.span().start() >= end) {
        apart.add(entity);
        end = entity.span().end();
      }
    }
    return apart;
  }
}
