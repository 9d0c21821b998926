package dev.regrant.bootstrap;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The architecture, as rules about the modules under one root package: the project's own, or that
 * of the canaries, which break every rule.
 */
record ArchitectureRules(String root) {
  private static final String JDK = "java..";
  private static final String JSPECIFY = "org.jspecify..";
  private static final List<String> ADAPTERS =
      List.of("http", "persistence", "connectors", "testkit");

  private static final String[] TECHNOLOGIES = {
    "io.vertx..",
    "org.jdbi..",
    "org.apache.olingo..",
    "com.unboundid..",
    "org.flywaydb..",
    "com.zaxxer..",
    "org.postgresql..",
    "com.fasterxml..",
    "picocli.."
  };

  /** Where time and identity come from nowhere, by owner and name. */
  private static final Set<String> SOURCES =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.Clock.tickMillis",
          "java.time.Clock.tickSeconds",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis",
          "java.util.Date.<init>",
          "java.util.UUID.randomUUID");

  ArchRule domainUsesOnlyTheJdk() {
    return classes()
        .that()
        .resideInAPackage(module("domain"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(module("domain"), JDK, JSPECIFY)
        .because("the rules of access requests outlive every library");
  }

  ArchRule applicationUsesOnlyTheDomain() {
    return classes()
        .that()
        .resideInAPackage(module("application"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            module("application"),
            module("domain"),
            JDK,
            JSPECIFY,
            // Small, and in no public signature: see the dependencies in RATIONALE.md.
            "io.github.resilience4j..",
            "io.github.bucket4j..")
        .because("whoever embeds the engine must not get a server or a database with it");
  }

  ArchRule adaptersDoNotSeeEachOther() {
    return CompositeArchRule.of(ADAPTERS.stream().map(this::seesNoOtherAdapter).toList())
        .because("each adapter is replaceable alone");
  }

  private ArchRule seesNoOtherAdapter(String adapter) {
    String[] others =
        Stream.concat(ADAPTERS.stream(), Stream.of("bootstrap"))
            .filter(other -> !other.equals(adapter))
            .map(this::module)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(module(adapter))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true);
  }

  ArchRule publicSignaturesShowNoTechnology() {
    return codeUnits()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(module("domain"), module("application"))
        .and()
        .arePublic()
        .should(showNoTypeOf(resideInAnyPackage(TECHNOLOGIES)))
        .because("a library's type in a port binds every adapter to that library");
  }

  ArchRule onlyBootstrapReadsClockAndRandomness() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(module("bootstrap"))
        .should()
        .accessTargetWhere(readsASourceOfTimeOrIdentity())
        .because("tests must be able to set the time and to repeat what happened");
  }

  ArchRule packagesAreNullMarked() {
    return classes().should(beInANullMarkedPackage()).because("NullAway checks nothing else");
  }

  ArchRule modulesHaveNoCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("a cycle would make one module of two");
  }

  /** The public types of these modules, which others may build on. */
  static List<String> publicTypes(JavaClasses classes, Stream<String> packages) {
    List<String> wanted = packages.toList();
    return classes.stream()
        .filter(type -> wanted.contains(type.getPackageName()) && isReachable(type))
        .map(JavaClass::getName)
        .sorted()
        .toList();
  }

  private static boolean isReachable(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && !type.isAnonymousClass()
        && type.getEnclosingClass().map(ArchitectureRules::isReachable).orElse(true);
  }

  private String module(String name) {
    return root + "." + name + "..";
  }

  private DescribedPredicate<JavaAccess<?>> readsASourceOfTimeOrIdentity() {
    return describe(
        "is a source of time or identity",
        access -> {
          String target = access.getTargetOwner().getName() + "." + access.getTarget().getName();
          // The one default that embedders get: the builder's.
          boolean isTheBuildersDefault =
              target.equals("java.time.InstantSource.system")
                  && access
                      .getOriginOwner()
                      .getName()
                      .startsWith(root + ".application.AccessRequestEngine");
          return SOURCES.contains(target) && !isTheBuildersDefault;
        });
  }

  private static ArchCondition<JavaCodeUnit> showNoTypeOf(DescribedPredicate<JavaClass> hidden) {
    return new ArchCondition<>("show no type of these") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Stream.of(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                unit.getParameterTypes().stream()
                    .flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                unit.getThrowsClause().getTypes().stream())
            .flatMap(types -> types)
            .filter(hidden)
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            unit, unit.getFullName() + " shows " + type.getName())));
      }
    };
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is not in a null-marked package"));
        }
      }
    };
  }
}
