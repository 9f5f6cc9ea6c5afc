package dev.sluice.guardrail;

import static dev.sluice.guardrail.EntityType.CREDIT_CARD;
import static dev.sluice.guardrail.EntityType.EMAIL_ADDRESS;
import static dev.sluice.guardrail.EntityType.IBAN;
import static dev.sluice.guardrail.EntityType.IP_ADDRESS;
import static dev.sluice.guardrail.EntityType.PHONE_NUMBER;
import static dev.sluice.guardrail.EntityType.US_SSN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each detector takes for personal data, and what only looks like it. */
class EntityTypeTest {

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("personal")
  void shouldFindPersonalData(EntityType type, String text, String expected) {
    // When
    List<String> found = found(type, text);

    // Then
    assertThat(found).containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("alike")
  void shouldLeaveWhatOnlyLooksLikeIt(EntityType type, String text) {
    // When
    List<String> found = found(type, text);

    // Then
    assertThat(found).isEmpty();
  }

  static Stream<Arguments> personal() {
    return Stream.of(
        arguments(
            EMAIL_ADDRESS,
            "write to jo.doe+news@mail.example.org.",
            "jo.doe+news@mail.example.org"),
        arguments(EMAIL_ADDRESS, "<a@b.co>", "a@b.co"),
        arguments(EMAIL_ADDRESS, "mailto:a@b.co?subject=x", "a@b.co"),
        arguments(EMAIL_ADDRESS, "see ...a@b.co", "a@b.co"),
        arguments(EMAIL_ADDRESS, "ünal@müller.de", "ünal@müller.de"),
        arguments(EMAIL_ADDRESS, "a@b.co-today", "a@b.co"),
        arguments(EMAIL_ADDRESS, "a@xn--mller-kva.xn--p1ai", "a@xn--mller-kva.xn--p1ai"),
        arguments(PHONE_NUMBER, "call +49 30 901820, please", "+49 30 901820"),
        arguments(PHONE_NUMBER, "0049 (30) 901-820", "0049 (30) 901-820"),
        arguments(PHONE_NUMBER, "+44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
        arguments(PHONE_NUMBER, "+12125550123.", "+12125550123"),
        arguments(PHONE_NUMBER, "at (212) 555-0123", "(212) 555-0123"),
        arguments(PHONE_NUMBER, "1-212-555-0123", "1-212-555-0123"),
        arguments(PHONE_NUMBER, "212.555.0123", "212.555.0123"),
        arguments(CREDIT_CARD, "4111111111111111", "4111111111111111"),
        arguments(CREDIT_CARD, "card 4111 1111 1111 1111 12/27", "4111 1111 1111 1111"),
        arguments(CREDIT_CARD, "order 12 5555-5555-5555-4444.", "5555-5555-5555-4444"),
        arguments(CREDIT_CARD, "378282246310005", "378282246310005"),
        arguments(CREDIT_CARD, "6011111111111117", "6011111111111117"),
        arguments(CREDIT_CARD, "2223003122003222", "2223003122003222"),
        arguments(CREDIT_CARD, "3530111333300000", "3530111333300000"),
        arguments(CREDIT_CARD, "30569309025904", "30569309025904"),
        arguments(IBAN, "DE89370400440532013000", "DE89370400440532013000"),
        arguments(IBAN, "to DE89 3704 0044 0532 0130 00 TODAY", "DE89 3704 0044 0532 0130 00"),
        arguments(IBAN, "gb29nwbk60161331926819,", "gb29nwbk60161331926819"),
        arguments(IBAN, "NO93 8601 1117 947", "NO93 8601 1117 947"),
        arguments(IBAN, "MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
        arguments(US_SSN, "ssn:536-22-8145", "536-22-8145"),
        arguments(US_SSN, "536 22 8145", "536 22 8145"),
        arguments(IP_ADDRESS, "from 192.168.17.1.", "192.168.17.1"),
        arguments(IP_ADDRESS, "http://10.0.0.1:8080/", "10.0.0.1"),
        arguments(IP_ADDRESS, "255.255.255.255/32", "255.255.255.255"),
        arguments(IP_ADDRESS, "[2001:db8::1]:443", "2001:db8::1"),
        arguments(
            IP_ADDRESS,
            "address:2001:0db8:85a3:0000:0000:8a2e:0370:7334.",
            "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
        arguments(IP_ADDRESS, "at ::1, or", "::1"),
        arguments(IP_ADDRESS, "fe80::1%eth0", "fe80::1"));
  }

  static Stream<Arguments> alike() {
    return Stream.of(
        arguments(EMAIL_ADDRESS, "root@localhost"),
        arguments(EMAIL_ADDRESS, "a.@b.co"),
        arguments(EMAIL_ADDRESS, "@media and a@b"),
        arguments(EMAIL_ADDRESS, "pkg@1.2.3"),
        arguments(EMAIL_ADDRESS, "x".repeat(65) + "@b.co"),
        arguments(PHONE_NUMBER, "x = y +1234567"),
        arguments(PHONE_NUMBER, "+1 911 555 0123"),
        arguments(PHONE_NUMBER, "+0123456789"),
        arguments(PHONE_NUMBER, "+899 1234 5678"),
        arguments(PHONE_NUMBER, "+1234567890123456"),
        arguments(PHONE_NUMBER, "order 2125550123"),
        arguments(PHONE_NUMBER, "112-555-0123"),
        arguments(PHONE_NUMBER, "2026-11-21 12:00"),
        arguments(PHONE_NUMBER, "v5.212.555.0123"),
        arguments(CREDIT_CARD, "4111111111111112"),
        arguments(CREDIT_CARD, "9999999999999995"),
        arguments(CREDIT_CARD, "411111111111"),
        arguments(CREDIT_CARD, "41111111111111110000"),
        arguments(CREDIT_CARD, "x4111111111111111"),
        arguments(CREDIT_CARD, "4111  1111  1111  1111"),
        arguments(IBAN, "DE89370400440532013001"),
        arguments(IBAN, "DE8937040044053201300"),
        arguments(IBAN, "XX89370400440532013000"),
        arguments(IBAN, "DE893704004405320130001"),
        arguments(IBAN, "MODE89370400440532013000"),
        arguments(US_SSN, "000-22-8145"),
        arguments(US_SSN, "666-22-8145"),
        arguments(US_SSN, "900-22-8145"),
        arguments(US_SSN, "536-00-8145"),
        arguments(US_SSN, "536-22-0000"),
        arguments(US_SSN, "536-22 8145"),
        arguments(US_SSN, "536228145"),
        arguments(US_SSN, "1-536-22-8145"),
        arguments(IP_ADDRESS, "256.1.1.1"),
        arguments(IP_ADDRESS, "v1.2.3.4"),
        arguments(IP_ADDRESS, "1.2.3.4.5"),
        arguments(IP_ADDRESS, "01.02.03.04"),
        arguments(IP_ADDRESS, "12:30:45"),
        arguments(IP_ADDRESS, "00:1b:44:11:3a:b7"),
        arguments(IP_ADDRESS, "std::dead and a::b and :: alone"),
        arguments(IP_ADDRESS, "2001:db8::1::2"),
        arguments(IP_ADDRESS, "2001:db8::12345"),
        arguments(IP_ADDRESS, "1:2:3:4:5:6:7:8:9"));
  }

  private static List<String> found(EntityType type, String text) {
    List<Span> spans = new ArrayList<>();
    type.find(text, spans);
    return spans.stream().map(span -> text.substring(span.start(), span.end())).toList();
  }
}
