package dev.sluice.guardrail;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Holds text back until it can't be a part of personal data any more; shows it masked. */
final class PersonalDataWindow implements AnswerWindow {
  private final Set<EntityType> blockedTypes;
  private final Set<EntityType> maskedTypes;
  private final StringBuilder held = new StringBuilder();

  /** No place up to here can be a break; the last one may turn out to be one by what follows. */
  private int examined;

  private boolean blocked;

  PersonalDataWindow(Set<EntityType> blockedTypes, Set<EntityType> maskedTypes) {
    this.blockedTypes = blockedTypes;
    this.maskedTypes = maskedTypes;
  }

  @Override
  public String add(String piece) {
    held.append(piece);
    return shown(PersonalDataBreaks.last(held, examined));
  }

  @Override
  public String end() {
    return shown(held.length());
  }

  @Override
  public boolean isBlocked() {
    return blocked;
  }

  private String shown(int end) {
    String decided = held.substring(0, end);
    held.delete(0, end);
    examined = Math.max(0, held.length() - 1);
    Map<EntityType, Integer> found = new EnumMap<>(EntityType.class);
    PersonalData.count(decided, blockedTypes, found);
    blocked |= !found.isEmpty();
    return blocked ? "" : PersonalData.mask(decided, maskedTypes, found);
  }
}
