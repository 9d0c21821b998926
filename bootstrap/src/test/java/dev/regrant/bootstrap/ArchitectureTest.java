package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for the project, and is seen to be broken by its canary. */
class ArchitectureTest {
  private static final String ROOT = "dev.regrant";
  private static final String CANARIES = "dev.regrant.canary";

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses CANARY = new ClassFileImporter().importPackages(CANARIES);

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(ArchitectureRules::domainUsesOnlyTheJdk, "UsesVertx", "DependsOnApplication"),
        rule(ArchitectureRules::applicationUsesOnlyTheDomain, "ShowsVertx"),
        rule(ArchitectureRules::adaptersDoNotSeeEachOther, "DependsOnPersistence"),
        rule(ArchitectureRules::publicSignaturesShowNoTechnology, "ShowsVertx.take"),
        rule(
            ArchitectureRules::onlyBootstrapReadsClockAndRandomness,
            "Instant.now()",
            "references method <java.time.Instant.now()>",
            "Clock.systemUTC()",
            "InstantSource.system()",
            "UUID.randomUUID()",
            "System.currentTimeMillis()"),
        rule(ArchitectureRules::packagesAreNullMarked, "Unmarked"),
        rule(ArchitectureRules::modulesHaveNoCycles, "DependsOnApplication"));
  }

  private static Arguments rule(
      Function<ArchitectureRules, ArchRule> rule, String... reportedOfCanaries) {
    String name = rule.apply(new ArchitectureRules(ROOT)).getDescription();
    return Arguments.argumentSet(name, rule, List.of(reportedOfCanaries));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_project_keeps_every_rule(
      Function<ArchitectureRules, ArchRule> rule, List<String> reportedOfCanaries) {
    rule.apply(new ArchitectureRules(ROOT)).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void every_rule_reports_its_canary(
      Function<ArchitectureRules, ArchRule> rule, List<String> reportedOfCanaries) {
    var report = rule.apply(new ArchitectureRules(CANARIES)).evaluate(CANARY).getFailureReport();

    assertThat(String.join("\n", report.getDetails()))
        .contains(reportedOfCanaries)
        .doesNotContain("MayReadTheClock");
  }

  @Test
  void all_modules_are_looked_at() {
    var packages = PROJECT.stream().map(type -> type.getPackageName()).distinct();

    assertThat(packages)
        .containsExactlyInAnyOrder(
            "dev.regrant.domain",
            "dev.regrant.application",
            "dev.regrant.testkit",
            "dev.regrant.http",
            "dev.regrant.persistence",
            "dev.regrant.connectors",
            "dev.regrant.bootstrap");
  }

  @Test
  void the_types_that_others_build_on_are_a_list() throws IOException {
    var published =
        ArchitectureRules.publicTypes(
            PROJECT, Stream.of(ROOT + ".domain", ROOT + ".application", ROOT + ".testkit"));

    assertThat(published)
        .as("public types of domain, application and testkit, as in public-types.txt")
        .containsExactlyElementsOf(listed());
  }

  @Test
  void a_type_that_became_public_is_noticed() {
    var published = ArchitectureRules.publicTypes(CANARY, Stream.of(CANARIES + ".domain"));

    assertThat(published).containsExactly(CANARIES + ".domain.UsesVertx");
  }

  private static List<String> listed() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ArchitectureTest.class.getResourceAsStream("public-types.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
