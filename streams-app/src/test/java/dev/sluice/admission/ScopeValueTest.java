package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeValueTest {

  @Test
  void shouldReadAsTheTenantAndWhatIsCountedWithinIt() {
    // Given
    ScopeValue value = new ScopeValue("acme", null, "gpt-4o", "u1");

    // When / Then
    assertThat(value.storeKey()).isEqualTo("acme|model=gpt-4o|user=u1");
    assertThat(value.label()).isEqualTo("model=gpt-4o|user=u1");
    assertThat(ScopeValue.ofTenant("acme").storeKey()).isEqualTo("acme");
    assertThat(ScopeValue.ofTenant("acme").label()).isEqualTo("tenant");
  }

  @Test
  void shouldNotBeTakenForAnotherWhenATenantsNameLooksLikeAScope() {
    // Given
    ScopeValue odd = ScopeValue.ofTenant("acme|key=batch");

    // When / Then
    assertThat(odd.storeKey()).isEqualTo("acme%7Ckey=batch");
    assertThat(odd.storeKey()).isNotEqualTo(new ScopeValue("acme", "batch", null, null).storeKey());
  }

  @Property(tries = 1_000)
  void shouldGiveBackTheValue(@ForAll("values") ScopeValue value) {
    // When
    ScopeValue again = ScopeValue.parse(value.storeKey());

    // Then
    assertThat(again).isEqualTo(value);
    assertThat(value.storeKey().startsWith(ScopeValue.tenantPrefix(value.tenant())))
        .isEqualTo(!value.equals(ScopeValue.ofTenant(value.tenant())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a|", "a|team=x", "a|user=u|key=k", "a|key=k|key=k", "50%"})
  void shouldRefuseTextThatNamesNoRow(String text) {
    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeValue.parse(text))
        .withMessage("not the key of a limit's row: " + text);
  }

  @Provide
  Arbitrary<ScopeValue> values() {
    Arbitrary<String> names = Arbitraries.strings().withChars("|%=257Ckey\\ ü").ofMaxLength(8);
    Arbitrary<String> orNull = names.injectNull(0.4);
    return Combinators.combine(names, orNull, orNull, orNull).as(ScopeValue::new);
  }
}
