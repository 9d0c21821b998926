package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncompatibleGroupTest {
  private final Scene scene = new Scene("a", "b");
  private final AccessPackages accessPackages = scene.engine.accessPackages();

  private void exclude(String group) {
    done(accessPackages.addIncompatibleGroup(ADMIN, scene.accessPackage, group));
  }

  private static void assertExcluded(List<FailedCheck> failed) {
    assertThat(failed)
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.check()).isEqualTo(FailedCheck.Check.NO_INCOMPATIBLE_ACCESS);
              assertThat(check.message()).contains("alice", "traders");
            });
  }

  @Test
  void who_is_in_an_incompatible_group_cannot_be_given_the_package() {
    exclude("traders");
    scene.directory.withGroup("traders", "alice");

    var refused = scene.engine.requests().submit(ADMIN, scene.adminAdd("alice"), Optional.empty());

    assertThat(refusal(refused))
        .isInstanceOfSatisfying(Refusal.NotAllowed.class, no -> assertExcluded(no.failedChecks()));
    assertThat(scene.delivered(scene.adminAdd("bob")).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_group_is_asked_for_again_when_delivery_begins() {
    exclude("traders");
    var later =
        new Schedule(
            Optional.of(scene.clock.instant().plus(Duration.ofHours(1))),
            Schedule.UNSPECIFIED.expiration());
    var request = scene.delivered(scene.adminAdd("alice", later));

    scene.directory.withGroup("traders", "alice");
    scene.clock.advance(Duration.ofHours(2));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(scene.activities(request)).contains(Activity.DELIVERY_REFUSED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void a_group_is_asked_for_again_at_a_reprocess() {
    var partly = scene.partlyDelivered();
    exclude("traders");
    scene.directory.withGroup("traders", "alice");

    assertThat(refusal(scene.reprocess(partly)))
        .isInstanceOfSatisfying(Refusal.GateRefused.class, no -> assertExcluded(no.failedChecks()));

    done(accessPackages.removeIncompatibleGroup(ADMIN, scene.accessPackage, "traders"));
    done(scene.reprocess(partly));
    scene.settle();
    assertThat(scene.find(partly).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_group_is_excluded_once_and_taken_back_once() {
    exclude("traders");

    assertThat(refusal(accessPackages.addIncompatibleGroup(ADMIN, scene.accessPackage, "traders")))
        .isInstanceOf(Refusal.Duplicate.class);
    assertThat(refusal(accessPackages.addIncompatibleGroup(ADMIN, scene.accessPackage, " ")))
        .isInstanceOf(Refusal.Invalid.class);
    assertThat(accessPackages.addIncompatibleGroup(READER, scene.accessPackage, "x"))
        .isInstanceOf(Outcome.Forbidden.class);
    AccessPackage changed =
        done(accessPackages.removeIncompatibleGroup(ADMIN, scene.accessPackage, "traders"));
    assertThat(changed.exclusions().groups()).isEmpty();
    assertThat(accessPackages.removeIncompatibleGroup(ADMIN, scene.accessPackage, "traders"))
        .isInstanceOf(Outcome.NotFound.class);
  }
}
