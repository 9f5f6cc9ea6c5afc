package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.dispatch.CommittedCall;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.SerialForm;
import dev.sluice.view.WindowsByAcceptance;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the arrows between the gateway's packages. */
class ArchitectureTest {
  private static final String ROOT = "dev.sluice.";
  private static final int MOST_PARAMETERS = 6;

  /** What this module's own sources were compiled to, whatever else is on the class path. */
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(CommittedCall.class.getProtectionDomain().getCodeSource().getLocation());

  private static final DescribedPredicate<JavaMethodCall> READS_A_CLOCK =
      DescribedPredicate.describe(
          "reads a clock",
          call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getName();
            return (owner.startsWith("java.time.") && name.equals("now"))
                || (owner.startsWith("java.time.") && name.startsWith("system"))
                || (owner.equals("java.lang.System")
                    && (name.equals("currentTimeMillis") || name.equals("nanoTime")));
          });

  static Set<String> packagesWithArrows() {
    return Arrows.BY_PACKAGE.keySet();
  }

  @ParameterizedTest
  @MethodSource("packagesWithArrows")
  void shouldImportOnlyWhatItsArrowsAllow(String name) {
    // Given
    String[] allowed =
        Stream.concat(Stream.of(name), Arrows.BY_PACKAGE.getOrDefault(name, Set.of()).stream())
            .map(each -> ROOT + each)
            .toArray(String[]::new);

    // When
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(ROOT + name)
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage(ROOT + ".").or(resideInAnyPackage(allowed)));

    // Then
    rule.check(MAIN);
  }

  @Test
  void shouldHaveArrowsForEveryPackage() {
    // When
    Set<String> packages =
        MAIN.stream()
            .map(JavaClass::getPackageName)
            .map(each -> each.substring(ROOT.length()))
            .collect(Collectors.toSet());

    // Then
    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Arrows.BY_PACKAGE.keySet().stream(), Stream.of(Arrows.EVERYTHING))
                .toList());
  }

  @Test
  void shouldMakeSegmentedStoresOnlyWhereTheyCanBeOpenedAgain() {
    // Given
    DescribedPredicate<JavaMethodCall> makesSegments =
        DescribedPredicate.describe(
            "makes a persistent store of segments",
            call ->
                call.getTargetOwner().isEquivalentTo(Stores.class)
                    && call.getName().matches("persistent.*(Window|Session).*"));

    // When
    ArchRule rule =
        noClasses()
            .that()
            .doNotBelongToAnyOf(WindowsByAcceptance.class)
            .should(callMethodWhere(makesSegments));

    // Then
    rule.check(MAIN);
  }

  @Test
  void shouldMakeNoInMemoryStoreThatAQueryCanStop() {
    // Given
    DescribedPredicate<JavaMethodCall> makesOne =
        DescribedPredicate.describe(
            "makes an in-memory store of Kafka Streams",
            call ->
                call.getTargetOwner().isEquivalentTo(Stores.class)
                    && call.getName().matches("inMemory.*|lruMap"));

    // When
    ArchRule rule = noClasses().should(callMethodWhere(makesOne));

    // Then
    rule.check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failure",
        "admission",
        "call",
        "capacity",
        "guardrail",
        "json",
        "overview",
        "profile",
        "replay",
        "screening",
        "tokens",
        "webhook"
      })
  void shouldStayPure(String name) {
    // When
    ArchRule nothingButTheLanguage =
        classes()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        // a tokenizer is a function of text
                        "com.knuddels.jtokkit..",
                        // and so is what a text matches, and what it holds as JSON
                        "com.google.re2j..",
                        "com.fasterxml.jackson..",
                        "com.google.common.hash..",
                        ROOT + ".")
                    .and(
                        DescribedPredicate.not(resideInAnyPackage("java.net.http..", "java.sql..")))
                    .and(DescribedPredicate.not(resideInAPackage(ROOT + "v1.."))));

    // Then
    nothingButTheLanguage.check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch",
        "failure",
        "admission",
        "call",
        "capacity",
        "guardrail",
        "json",
        "overview",
        "profile",
        "screening",
        "tokens",
        "webhook"
      })
  void shouldBeToldTheTime(String name) {
    // When
    ArchRule noClock =
        noClasses()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should(callMethodWhere(READS_A_CLOCK));

    // Then
    noClock.check(MAIN);
  }

  @Test
  void shouldKeepProcessorsAndStoresInTopologyViewAndDelivery() {
    // When
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "topology..", ROOT + "view..", ROOT + "delivery..")
            .should()
            .dependOnClassesThat()
            // not its internals: the client supplier that dispatch extends is there
            .resideInAnyPackage(
                "org.apache.kafka.streams.processor",
                "org.apache.kafka.streams.processor.api..",
                "org.apache.kafka.streams.state..");

    // Then
    rule.check(MAIN);
  }

  @Test
  void shouldMakeACommittedCallOnlyAfterACommit() {
    // When
    ArchRule rule =
        constructors()
            .that()
            .areDeclaredIn(CommittedCall.class)
            .should()
            .onlyBeCalled()
            .byClassesThat()
            .haveFullyQualifiedName(ROOT + "dispatch.AfterCommit")
            .andShould()
            .notBePublic();

    // Then
    rule.check(MAIN);
    assertThat(Arrays.asList(CommittedCall.class.getDeclaredConstructors())).hasSize(1);
  }

  @Test
  void shouldKnowNoServerWhereOpenAisFormsAre() {
    // When
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + "http.openai")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.javalin..", "org.eclipse.jetty..", "jakarta..", "org.apache.kafka..");

    // Then
    rule.check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock", "echo"})
  void shouldKnowNoOtherVendor(String vendor) {
    // When
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + "provider." + vendor)
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "provider.*")
                    .and(
                        DescribedPredicate.not(
                            resideInAnyPackage(
                                ROOT + "provider." + vendor,
                                ROOT + "provider.errors",
                                ROOT + "provider.http",
                                ROOT + "provider.stream"))));

    // Then
    rule.check(MAIN);
  }

  /** Records and enums are lists of values; a captured value of a lambda is no parameter. */
  @Test
  void shouldTakeSixParametersAtMost() {
    // When
    List<String> tooLong =
        MAIN.stream()
            .filter(each -> !each.isRecord() && !each.isEnum())
            .flatMap(each -> each.getCodeUnits().stream())
            .filter(each -> !each.getModifiers().contains(JavaModifier.SYNTHETIC))
            .filter(each -> each.getRawParameterTypes().size() > MOST_PARAMETERS)
            .map(JavaCodeUnit::getFullName)
            .toList();

    // Then
    assertThat(tooLong).isEmpty();
  }

  @Test
  void shouldHaveNoFilesThatNeedEachOther() {
    // When
    ArchRule rule =
        slices()
            .assignedFrom(FileSlices.of(MAIN))
            .should()
            .beFreeOfCycles()
            // a failure's facts may hold the failure that they are about
            .ignoreDependency(belongToAnyOf(FailureFacts.class), assignableTo(Failure.class))
            // the proxy by which an exception is serialized makes it again
            .ignoreDependency(
                belongToAnyOf(SerialForm.class), belongToAnyOf(FailureException.class));

    // Then
    rule.check(MAIN);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    // When
    ArchRule rule = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    // Then
    rule.check(MAIN);
  }
}
