package dev.regrant.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Test
  void every_pair_of_status_and_trigger_is_an_arrow_of_the_table_or_nothing() {
    for (var from : RequestStatus.values()) {
      for (var trigger : Trigger.values()) {
        var arrow =
            Lifecycle.arrows().stream()
                .filter(a -> a.from() == from && a.trigger() == trigger)
                .map(Lifecycle.Arrow::to)
                .findFirst();

        assertThat(Lifecycle.next(from, trigger)).isEqualTo(arrow);
        assertThat(Lifecycle.allows(from, trigger)).isEqualTo(arrow.isPresent());
      }
    }
    assertThat(Lifecycle.arrows()).hasSize(33);
  }

  @Test
  void every_status_is_reached_from_the_first() {
    Set<RequestStatus> seen = EnumSet.of(Lifecycle.INITIAL);
    var toVisit = new ArrayDeque<>(seen);
    while (!toVisit.isEmpty()) {
      var from = toVisit.remove();
      for (var trigger : Trigger.values()) {
        Lifecycle.next(from, trigger).filter(seen::add).ifPresent(toVisit::add);
      }
    }

    assertThat(seen).containsExactlyInAnyOrder(RequestStatus.values());
  }

  @Test
  void only_a_failed_delivery_is_finished_and_not_final() {
    assertThat(RequestStatus.values())
        .filteredOn(status -> status.isFinished() && !Lifecycle.isFinal(status))
        .containsExactly(RequestStatus.PARTIALLY_DELIVERED, RequestStatus.DELIVERY_FAILED);
    assertThat(RequestStatus.values())
        .filteredOn(Lifecycle::isFinal)
        .allMatch(RequestStatus::isFinished);
  }

  @Test
  void reprocess_leaves_exactly_the_failed_deliveries() {
    assertThat(RequestStatus.values())
        .filteredOn(status -> Lifecycle.allows(status, Trigger.REPROCESS))
        .containsExactly(RequestStatus.PARTIALLY_DELIVERED, RequestStatus.DELIVERY_FAILED);
  }

  @Test
  void two_arrows_for_one_trigger_from_one_status_are_refused() {
    var arrow = new Lifecycle.Arrow(RequestStatus.ACCEPTED, Trigger.CANCEL, RequestStatus.CANCELED);

    assertThatThrownBy(() -> Lifecycle.index(List.of(arrow, arrow)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two arrows for CANCEL from ACCEPTED");
  }

  @Test
  void the_diagram_has_a_line_for_every_arrow_and_every_end() {
    var lines = Lifecycle.mermaid().lines().toList();

    assertThat(lines).startsWith("stateDiagram-v2", "    [*] --> ACCEPTED : SUBMIT");
    assertThat(lines).contains("    DELIVERY_FAILED --> DELIVERING : REPROCESS");
    assertThat(lines).contains("    DELIVERED --> [*]").doesNotContain("    DELIVERING --> [*]");
    assertThat(lines).hasSize(2 + 33 + 4);
  }

  @Test
  void the_documented_diagram_is_the_table() throws IOException {
    var document = Files.readString(Path.of("..", "ARCHITECTURE.md"));

    assertThat(document).contains("```mermaid\n" + Lifecycle.mermaid() + "```");
  }

  @Test
  void removals_are_the_types_that_take_access_away() {
    assertThat(RequestType.values())
        .filteredOn(RequestType::isRemoval)
        .containsExactly(
            RequestType.USER_REMOVE,
            RequestType.ADMIN_REMOVE,
            RequestType.SYSTEM_REMOVE,
            RequestType.APPROVER_REMOVE);
  }
}
