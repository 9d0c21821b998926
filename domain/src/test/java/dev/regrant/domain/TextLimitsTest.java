package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and descriptions of what a catalog holds, and what people say. */
class TextLimitsTest {
  interface Named {
    Object named(String displayName, String description);
  }

  private static Arguments thing(String what, Named make) {
    return Arguments.of(what, make);
  }

  static Stream<Arguments> things() {
    var one = roleScope(1);
    var origin = one.resourceOrigin();
    var made = new Authorship(Optional.empty(), NOW, Optional.empty(), NOW);
    return Stream.of(
        thing(
            "catalog",
            (n, d) ->
                new Catalog(
                    CATALOG, 0, new Catalog.Terms(n, d, true, false, Optional.empty()), made)),
        thing(
            "package",
            (n, d) ->
                new AccessPackage(
                    PACKAGE,
                    0,
                    CATALOG,
                    new AccessPackage.Terms(n, d, false, false, Optional.empty()),
                    List.of(),
                    Exclusions.NONE,
                    made,
                    Optional.empty())),
        thing(
            "resource",
            (n, d) ->
                new Resource(one.resource(), 0, CATALOG, n, d, origin, List.of(), List.of(), made)),
        thing("role", (n, d) -> new ResourceRole(one.role().id(), n, d, origin)),
        thing("scope", (n, d) -> new ResourceScope(one.scope().id(), n, d, origin, true)),
        thing("policy", (n, d) -> terms(n).describedAs(d)));
  }

  private static PolicyTerms terms(String displayName) {
    return PolicyTerms.of(
        displayName,
        AllowedTargetScope.NOT_SPECIFIED,
        List.of(),
        new Expiration.NoExpiration(),
        RequestorSettings.NONE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("things")
  void a_thing_has_a_name_and_a_description_of_some_length(String what, Named make) {
    var name = "x".repeat(256);
    var description = "x".repeat(4_000);

    assertThatCode(() -> make.named(name, description)).doesNotThrowAnyException();
    assertThatCode(() -> make.named("x", "")).doesNotThrowAnyException();
    assertThatThrownBy(() -> make.named(" ", "")).hasMessage("displayName must not be blank");
    assertThatThrownBy(() -> make.named(name + "x", ""))
        .hasMessage("displayName has 257 characters, at most 256 are allowed");
    assertThatThrownBy(() -> make.named("x", description + "x"))
        .hasMessage("description has 4001 characters, at most 4000 are allowed");
  }

  @Test
  void a_justification_has_a_limit() {
    var terms = submitted(RequestType.USER_ADD, Schedule.UNSPECIFIED).terms();
    var longest = "x".repeat(4_000);

    assertThatCode(() -> justified(terms, longest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> justified(terms, longest + "x"))
        .hasMessage("justification has 4001 characters, at most 4000 are allowed");
  }

  private static AssignmentRequest.Terms justified(
      AssignmentRequest.Terms terms, String justification) {
    return new AssignmentRequest.Terms(
        terms.type(),
        terms.requestedBy(),
        terms.target(),
        terms.accessPackage(),
        terms.policy(),
        terms.catalog(),
        terms.assignment(),
        terms.schedule(),
        Optional.of(justification),
        terms.createdDateTime());
  }

  @Test
  void a_text_in_another_language_has_the_limit_of_the_text() {
    var longest = "x".repeat(4_000);

    assertThatCode(() -> new LocalizedText.Localization("de", longest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new LocalizedText.Localization("de", longest + "x"))
        .hasMessage("text has 4001 characters, at most 4000 are allowed");
  }
}
