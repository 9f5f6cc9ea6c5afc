package dev.sluice.guardrail;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds IBANs, in one piece or in groups with single blanks: of a country that has them, with the
 * right length and check digits.
 */
final class Ibans {
  /** SWIFT's registry: country and length. */
  private static final String REGISTRY =
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
          + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21"
          + " HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27"
          + " MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24"
          + " RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
          + " VG24 XK20 YE30";

  private static final Map<String, Integer> LENGTHS = lengths();

  private Ibans() {}

  private static Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new HashMap<>();
    for (String country : REGISTRY.split(" ", -1)) {
      lengths.put(country.substring(0, 2), Integer.parseInt(country, 2, 4, 10));
    }
    return Map.copyOf(lengths);
  }

  static void find(String text, List<Span> found) {
    for (int at = 0; at + 4 <= text.length(); at++) {
      if (!isLetter(text.charAt(at))
          || !isLetter(text.charAt(at + 1))
          || !Chars.isDigit(text, at + 2)
          || !Chars.isDigit(text, at + 3)
          || Chars.isWordBefore(text, at)) {
        continue;
      }
      Integer length = LENGTHS.get(text.substring(at, at + 2).toUpperCase(Locale.ROOT));
      int end = length == null ? 0 : end(text, at, length);
      if (end > 0) {
        found.add(new Span(at, end));
        at = end - 1;
      }
    }
  }

  /** The end of the IBAN of that length that begins here; 0 if there is none. */
  private static int end(String text, int start, int length) {
    StringBuilder iban = new StringBuilder(length);
    int at = start;
    while (at < text.length() && iban.length() < length) {
      char character = text.charAt(at);
      if (isLetter(character) || Chars.isDigit(character)) {
        iban.append(character);
      } else if (character != ' ' || text.charAt(at - 1) == ' ') {
        return 0;
      }
      at++;
    }
    boolean whole = iban.length() == length && !Chars.isWordAt(text, at);
    return whole && hasCheckDigits(iban.substring(4) + iban.substring(0, 4)) ? at : 0;
  }

  /** Whether its number, with letters as 10 to 35, is 1 modulo 97. */
  private static boolean hasCheckDigits(String moved) {
    int rest = 0;
    for (int i = 0; i < moved.length(); i++) {
      int value = Character.digit(moved.charAt(i), 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }

  private static boolean isLetter(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
  }
}
