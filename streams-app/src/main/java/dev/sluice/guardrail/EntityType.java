package dev.sluice.guardrail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of personal data that can be found in a text. Each detector matches a form, then checks
 * what the form alone can't tell, in time linear in the text's length.
 */
enum EntityType {
  EMAIL_ADDRESS,
  PHONE_NUMBER,
  CREDIT_CARD,
  IBAN,
  US_SSN,
  IP_ADDRESS;

  static Optional<EntityType> labelled(String label) {
    return List.of(values()).stream().filter(type -> type.label().equals(label)).findFirst();
  }

  /** In policies. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its replacement; no detector finds anything in it. */
  String placeholder() {
    return "[" + name() + "]";
  }

  void find(String text, List<Span> found) {
    switch (this) {
      case EMAIL_ADDRESS -> EmailAddresses.find(text, found);
      case PHONE_NUMBER -> PhoneNumbers.find(text, found);
      case CREDIT_CARD -> CreditCards.find(text, found);
      case IBAN -> Ibans.find(text, found);
      case US_SSN -> SocialSecurityNumbers.find(text, found);
      case IP_ADDRESS -> IpAddresses.find(text, found);
    }
  }
}
