package dev.regrant.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Filter.Compare;
import dev.regrant.application.Filter.Operator;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final AssignmentRequest REQUEST =
      AssignmentRequest.submitted(
          new AssignmentRequest.Id(new UUID(1, 1)),
          new AssignmentRequest.Terms(
              RequestType.ADMIN_ADD,
              Actor.user("admin"),
              new Subject(
                  "alice",
                  Optional.of("Alice"),
                  Optional.of("alice@example.org"),
                  Optional.of("alice@mail.example.org")),
              new AccessPackage.Id(new UUID(1, 2)),
              new AssignmentPolicy.Id(new UUID(1, 3)),
              new Catalog.Id(new UUID(1, 4)),
              new Assignment.Id(new UUID(1, 5)),
              Schedule.UNSPECIFIED,
              Optional.empty(),
              NOON));

  private static final Filter<AssignmentRequest> TRUE =
      Filter.eq(RequestField.STATE, RequestState.SUBMITTED);
  private static final Filter<AssignmentRequest> FALSE = Filter.eq(RequestField.TARGET, "bob");

  @ParameterizedTest
  @CsvSource({
    "EQ, false, true, false",
    "NE, true, false, true",
    "GT, true, false, false",
    "GE, true, true, false",
    "LT, false, false, true",
    "LE, false, true, true"
  })
  void a_time_compares_with_one_before_the_same_and_one_after(
      Operator operator, boolean earlier, boolean same, boolean later) {
    assertThat(created(operator, NOON.minusSeconds(1))).isEqualTo(earlier);
    assertThat(created(operator, NOON)).isEqualTo(same);
    assertThat(created(operator, NOON.plusSeconds(1))).isEqualTo(later);
  }

  private static boolean created(Operator operator, Instant value) {
    return new Compare<>(RequestField.CREATED, operator, value).matches(REQUEST);
  }

  @Test
  void and_needs_all_and_or_needs_any() {
    assertThat(Filter.and(TRUE, TRUE).matches(REQUEST)).isTrue();
    assertThat(Filter.and(TRUE, FALSE).matches(REQUEST)).isFalse();
    assertThat(new Filter.Or<>(List.of(FALSE, TRUE)).matches(REQUEST)).isTrue();
    assertThat(new Filter.Or<>(List.of(FALSE, FALSE)).matches(REQUEST)).isFalse();
    assertThat(Filter.<AssignmentRequest>everything().matches(REQUEST)).isTrue();
  }

  @Test
  void what_is_not_satisfied_is_satisfied_by_the_opposite() {
    assertThat(new Filter.Not<>(TRUE).matches(REQUEST)).isFalse();
    assertThat(new Filter.Not<>(FALSE).matches(REQUEST)).isTrue();
  }

  @Test
  void a_property_without_a_value_differs_from_all_and_compares_with_none() {
    for (var operator : Operator.values()) {
      if (!operator.isOfText()) {
        assertThat(new Compare<>(RequestField.COMPLETED, operator, NOON).matches(REQUEST))
            .as("%s", operator)
            .isEqualTo(operator == Operator.NE);
      }
    }
    assertThat(new Filter.Absent<>(RequestField.COMPLETED).matches(REQUEST)).isTrue();
    assertThat(new Filter.Absent<>(RequestField.CREATED).matches(REQUEST)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "CONTAINS, lic, true",
    "CONTAINS, LIC, false",
    "STARTS_WITH, ali, true",
    "STARTS_WITH, lice, false",
    "ENDS_WITH, ice, true",
    "ENDS_WITH, alic, false"
  })
  void a_text_is_compared_with_a_part(Operator operator, String part, boolean isTrue) {
    assertThat(new Compare<>(RequestField.TARGET, operator, part).matches(REQUEST))
        .isEqualTo(isTrue);
  }

  @Test
  void what_is_no_text_contains_nothing() {
    assertThatThrownBy(() -> new Compare<>(RequestField.CREATED, Operator.CONTAINS, NOON))
        .hasMessageContaining("CREATED is no text");
  }

  @Test
  void what_is_related_is_asked_for_only_where_it_can_be_found() {
    var filter =
        new Filter.Any<>(
            Relation.PACKAGE_POLICIES, Filter.eq(PolicyField.DISPLAY_NAME, "Everybody"));

    assertThatThrownBy(() -> filter.matches(excluding())).hasMessageContaining("leads to others");
  }

  @Test
  void of_several_values_any_may_satisfy_a_comparison() {
    for (UUID id : List.of(new UUID(0, 1), new UUID(0, 2))) {
      assertThat(incompatible(Operator.EQ, id)).isTrue();
      assertThat(incompatible(Operator.NE, id)).isFalse();
    }
    assertThat(incompatible(Operator.EQ, new UUID(0, 3))).isFalse();
    assertThat(incompatible(Operator.NE, new UUID(0, 3))).isTrue();
  }

  private static boolean incompatible(Operator operator, UUID id) {
    return new Compare<>(AccessPackageField.INCOMPATIBLE_PACKAGE, operator, id)
        .matches(excluding());
  }

  /** A package that excludes the packages 1 and 2. */
  private static AccessPackage excluding() {
    return new AccessPackage(
        new AccessPackage.Id(new UUID(0, 9)),
        1,
        new Catalog.Id(new UUID(0, 8)),
        AccessPackage.Terms.named("Project"),
        List.of(),
        Exclusions.NONE
            .and(new AccessPackage.Id(new UUID(0, 1)))
            .and(new AccessPackage.Id(new UUID(0, 2))),
        Authorship.of(Actor.user("admin"), NOON),
        Optional.empty());
  }

  @Test
  void every_field_reads_a_value_of_its_type() {
    for (var field : RequestField.values()) {
      field.of(REQUEST).ifPresent(value -> assertThat(value).isInstanceOf(field.type()));
    }
  }

  @Test
  void a_value_of_another_type_is_refused_by_name() {
    assertThatThrownBy(() -> Filter.eq(RequestField.STATE, "submitted"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("STATE compares with RequestState");
  }
}
