package dev.sluice.guardrail;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Blocks some types of personal data and masks others. */
record Pii(Set<EntityType> blocked, Set<EntityType> masked) implements Guardrail {

  /** Kind {@code pii}. */
  static final class Kind implements GuardrailKind {
    private static final String NAMES =
        Stream.of(EntityType.values()).map(EntityType::label).collect(Collectors.joining(", "));

    @Override
    public String name() {
      return "pii";
    }

    @Override
    public Set<Phase> phases() {
      return EnumSet.of(Phase.REQUEST, Phase.ANSWER);
    }

    @Override
    public Guardrail open(GuardrailSettings settings) {
      Set<EntityType> blocked = EnumSet.noneOf(EntityType.class);
      Set<EntityType> masked = EnumSet.noneOf(EntityType.class);
      read(settings, "block", blocked, Set.of());
      read(settings, "mask", masked, blocked);
      if (blocked.isEmpty() && masked.isEmpty() && settings.problems().isEmpty()) {
        settings.refuse("mask", "name at least one of " + NAMES + " under mask or block");
      }
      return new Pii(blocked, masked);
    }

    private static void read(
        GuardrailSettings settings, String name, Set<EntityType> types, Set<EntityType> others) {
      List<String> written = settings.texts(name);
      for (int i = 0; i < written.size(); i++) {
        String label = written.get(i);
        String place = name + "[" + i + "]";
        EntityType type = EntityType.labelled(label).orElse(null);
        if (type == null) {
          settings.refuse(place, "there is no detector '" + label + "'; there are " + NAMES);
        } else if (others.contains(type)) {
          settings.refuse(place, label + " is blocked already");
        } else if (!types.add(type)) {
          settings.refuse(place, label + " is listed twice");
        }
      }
    }
  }

  @Override
  public Finding.OfRequest onRequest(GuardedRequest request) {
    return find(request.texts());
  }

  @Override
  public CompletionStage<? extends Finding> onAnswer(GuardedRequest request, GuardedAnswer answer) {
    return CompletableFuture.completedFuture(find(answer.texts()));
  }

  @Override
  public AnswerWindow window() {
    return new PersonalDataWindow(blocked, masked);
  }

  private Finding.OfRequest find(List<GuardedText> texts) {
    Map<EntityType, Integer> found = new TreeMap<>();
    texts.forEach(text -> PersonalData.count(text.text(), blocked, found));
    if (!found.isEmpty()) {
      String types =
          found.keySet().stream().map(EntityType::name).collect(Collectors.joining(", "));
      return new Finding.Blocked("it holds personal data of type " + types, byName(found));
    }
    List<String> left =
        texts.stream().map(text -> PersonalData.mask(text.text(), masked, found)).toList();
    return found.isEmpty() ? Finding.passed() : new Finding.Masked(left, byName(found));
  }

  private static Map<String, Integer> byName(Map<EntityType, Integer> found) {
    return found.entrySet().stream()
        .collect(Collectors.toMap(type -> type.getKey().name(), Map.Entry::getValue));
  }
}
