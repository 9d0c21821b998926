package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How what is due is moved on: many at once, and past what fails. */
class ProgressionTest {
  private static final Schedule TOMORROW =
      new Schedule(Optional.of(START.plus(Duration.ofDays(1))), new Expiration.NoExpiration());

  private final Scene scene = new Scene("a");
  private final FaultyStore store = new FaultyStore(scene.store);
  private final Progression progression = new Progression(scene.parts(store));

  /** Nobody has the packages yet, so that nothing comes of how they were made. */
  @BeforeEach
  void packages_are_dealt_with() {
    scene.settle();
  }

  private List<AssignmentRequest> submitted(int people, Schedule schedule) {
    return IntStream.range(0, people)
        .mapToObj(
            n -> {
              scene.directory.with(Subject.of("person-" + n));
              return scene.submit(scene.adminAdd("person-" + n, schedule));
            })
        .toList();
  }

  private RequestStatus status(AssignmentRequest request) {
    return scene.find(request).progress().status();
  }

  @Test
  void many_are_moved_in_one_transaction() {
    var requests = submitted(50, Schedule.UNSPECIFIED);

    assertThat(progression.run(TENANT)).isEqualTo(50);

    assertThat(store.transactions()).as("three to look, one to move").isEqualTo(4);
    assertThat(requests).allMatch(request -> status(request) == RequestStatus.DELIVERING);
    scene.settle();
    assertThat(requests).allMatch(request -> scene.find(request).state() == RequestState.DELIVERED);
  }

  @Test
  void one_that_cannot_be_moved_does_not_hold_up_the_others() {
    var requests = submitted(5, Schedule.UNSPECIFIED);
    var bad = requests.get(2);
    store.refusal =
        entry ->
            entry.request().equals(bad.id())
                ? Optional.of(new IllegalStateException("an entry that this store does not take"))
                : Optional.empty();

    assertThat(progression.run(TENANT)).isEqualTo(4);

    assertThat(requests)
        .filteredOn(request -> status(request) == RequestStatus.ACCEPTED)
        .containsExactly(bad);
  }

  @Test
  void requests_of_one_person_are_moved_one_after_the_other() {
    var other = scene.packageOf("Other", "a");
    scene.settle();
    var policy = scene.policyOf(other, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    var one = scene.submit(scene.adminAdd("alice"));
    var two = scene.submit(Scene.adminAdd(other, policy, "alice", Schedule.UNSPECIFIED));

    assertThat(progression.run(TENANT)).isEqualTo(2);

    assertThat(store.transactions()).isEqualTo(5);
    assertThat(List.of(one, two)).allMatch(any -> status(any) == RequestStatus.DELIVERING);
  }

  @Test
  void a_directory_that_cannot_be_asked_holds_up_only_what_is_to_start() {
    var starting = submitted(2, TOMORROW);
    progression.run(TENANT);
    scene.clock.set(START.plus(Duration.ofDays(1)));
    var approved = scene.submit(scene.adminAdd("alice"));
    scene.directory.setDown(true);

    progression.run(TENANT);

    assertThat(status(approved)).isEqualTo(RequestStatus.DELIVERING);
    assertThat(starting).allMatch(request -> status(request) == RequestStatus.PENDING_NOT_BEFORE);
    scene.directory.setDown(false);
    progression.run(TENANT);
    assertThat(starting).allMatch(request -> status(request) == RequestStatus.DELIVERING);
  }
}
