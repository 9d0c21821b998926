package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration TO_START = Duration.ofDays(3);

  private final Scene scene = new Scene("a", "b");
  private AssignmentRequest request;

  @BeforeEach
  void a_request_for_later() {
    var later =
        new Schedule(
            Optional.of(START.plus(TO_START)), new Expiration.AfterDuration(Duration.ofDays(30)));
    request = scene.delivered(scene.adminAdd("alice", later));
  }

  @Test
  void waits_for_its_start_and_then_delivers() {
    assertThat(request.progress().status()).isEqualTo(RequestStatus.PENDING_NOT_BEFORE);
    scene.clock.set(START.plus(TO_START).minusMillis(1));
    scene.settle();
    assertThat(scene.target.writes()).isEmpty();

    scene.clock.set(START.plus(TO_START));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.assignment(request).schedule().endsAt(START))
        .contains(START.plus(TO_START).plus(Duration.ofDays(30)));
    assertThat(scene.activities(request))
        .contains(Activity.SCHEDULED, Activity.START_REACHED, Activity.DELIVERED);
  }

  @Test
  void is_withdrawn_without_a_trace_at_the_target() {
    scene.engine.requests().cancel(ADMIN, request.id());
    scene.clock.set(START.plus(TO_START));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.CANCELED);
    assertThat(scene.target.writes()).isEmpty();
  }

  @Test
  void fails_if_its_target_has_left_meanwhile_and_is_reprocessed_when_they_are_back() {
    scene.directory.remove("alice");
    scene.clock.set(START.plus(TO_START));
    scene.settle();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(scene.history(request))
        .filteredOn(entry -> entry.activity() == Activity.DELIVERY_REFUSED)
        .singleElement()
        .satisfies(entry -> assertThat(entry.details()).containsKey("targetNotFound"));

    scene.directory.with(request.terms().target());
    done(scene.reprocess(request));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void waits_while_the_directory_is_down() {
    scene.directory.setDown(true);
    scene.clock.set(START.plus(TO_START));
    assertThat(scene.engine.runOnce()).isFalse();
    assertThat(scene.find(request).state()).isEqualTo(RequestState.SCHEDULED);

    scene.directory.setDown(false);
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void delivers_without_the_roles_that_the_package_lost_meanwhile() {
    scene
        .engine
        .accessPackages()
        .removeRoleScope(ADMIN, scene.accessPackage, request.items().getFirst().roleScope().id());
    scene.clock.set(START.plus(TO_START));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.find(request).items().getFirst().state())
        .isEqualTo(DeliveryItem.State.DROPPED);
    assertThat(scene.groupsOf("alice")).containsExactly("b");
  }

  @Test
  void fails_and_keeps_its_items_if_the_package_lost_all_of_them() {
    for (var item : request.items()) {
      scene
          .engine
          .accessPackages()
          .removeRoleScope(ADMIN, scene.accessPackage, item.roleScope().id());
    }
    scene.clock.set(START.plus(TO_START));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
  }
}
