package dev.regrant.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Query.Place;
import dev.regrant.domain.AssignmentRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Order<AssignmentRequest> COMPLETED =
      new Order<>(RequestField.COMPLETED, false);
  private static final Order<AssignmentRequest> COMPLETED_DESCENDING =
      new Order<>(RequestField.COMPLETED, true);

  private static Query<AssignmentRequest> query(int limit, int skip) {
    return new Query<>(Filter.everything(), List.of(), limit, skip, Optional.empty());
  }

  private static Query<AssignmentRequest> sorted(
      Optional<Place> after, List<Order<AssignmentRequest>> order) {
    return new Query<>(Filter.everything(), order, 10, 0, after);
  }

  private static Place place(Optional<Instant> completed, UUID id) {
    return new Place(List.of(completed), id);
  }

  @Test
  void a_page_has_a_limit_and_so_has_what_is_left_out() {
    assertThatThrownBy(() -> query(0, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> query(1_001, 0)).hasMessageContaining("not 1001");
    assertThatThrownBy(() -> query(1, -1)).hasMessageContaining("not -1");
    assertThatThrownBy(() -> query(1, 10_001)).hasMessageContaining("not 10001");
    assertThat(query(1_000, 10_000).limit()).isEqualTo(1_000);
  }

  @Test
  void a_list_is_sorted_by_a_few_properties() {
    assertThatThrownBy(() -> sorted(Optional.empty(), Collections.nCopies(6, COMPLETED)))
        .hasMessageContaining("at most 5");
    assertThat(sorted(Optional.empty(), Collections.nCopies(5, COMPLETED)).order()).hasSize(5);
  }

  @Test
  void nothing_is_sorted_by_a_property_of_several_values() {
    assertThatThrownBy(() -> new Order<>(AccessPackageField.INCOMPATIBLE_PACKAGE, false))
        .hasMessageContaining("INCOMPATIBLE_PACKAGE can have several values");
  }

  @Test
  void a_place_of_another_list_is_refused() {
    var byId = new Place(List.of(), new UUID(0, 1));
    var byText = new Place(List.of(Optional.of("noon")), new UUID(0, 1));

    for (Place place : List.of(byId, byText)) {
      assertThatThrownBy(() -> sorted(Optional.of(place), List.of(COMPLETED)))
          .hasMessageContaining("none of a list that is sorted like this");
    }
  }

  @Test
  void what_has_no_value_comes_first_and_when_descending_last() {
    var none = place(Optional.empty(), new UUID(0, 2));
    var alsoNone = place(Optional.empty(), new UUID(0, 3));
    var noon = place(Optional.of(NOON), new UUID(0, 9));
    var later = place(Optional.of(NOON.plusSeconds(1)), new UUID(0, 1));
    var ascending = List.of(none, alsoNone, noon, later);

    assertThat(
            Stream.of(later, alsoNone, noon, none)
                .sorted(sorted(Optional.empty(), List.of(COMPLETED)).places()))
        .isEqualTo(ascending);
    assertThat(
            Stream.of(later, alsoNone, noon, none)
                .sorted(sorted(Optional.empty(), List.of(COMPLETED_DESCENDING)).places()))
        .isEqualTo(ascending.reversed());
  }

  @Test
  void what_nothing_is_asked_about_comes_newest_first() {
    var older = new Place(List.of(), new UUID(1, 0));
    var newer = new Place(List.of(), new UUID(-1, 0));

    assertThat(Stream.of(older, newer).sorted(query(1, 0).places())).containsExactly(newer, older);
  }

  @Test
  void texts_are_sorted_by_code_points() {
    var sorted = List.of("", "A", "a", "ab", "b", "\uFFFD", "\uD83D\uDE00", "\uD83D\uDE01");
    assertThat(sorted.reversed().stream().sorted(Order::compare)).isEqualTo(sorted);
  }
}
