package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.Subject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose requests somebody reaches: those of the catalogs they look after, and their own. */
class ReachTest {
  private final Scene scene = new Scene("a", "b");
  private final AccessRequests requests = scene.engine.requests();
  private final Caller here = manager("omar", scene.catalog);
  private final Caller elsewhere =
      manager(
          "eva",
          done(scene.engine.catalogs().createCatalog(ADMIN, Catalog.Terms.named("Other"))).id());

  private Caller manager(String name, Catalog.Id catalog) {
    var role = EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER;
    done(scene.engine.roles().give(ADMIN, name, role, Optional.of(catalog)));
    return new Caller(TENANT, Actor.user(name), Set.of(Permission.READ_WRITE_ALL));
  }

  private static Caller person(String name) {
    return new Caller(TENANT, Actor.user(name), Set.of(Permission.SUBJECT_ACCESS));
  }

  @Test
  void a_request_is_reprocessed_by_those_who_manage_its_catalog() {
    var partly = scene.partlyDelivered();

    assertThat(requests.reprocess(elsewhere, partly.id(), Optional.empty(), Optional.empty()))
        .isInstanceOf(Outcome.Forbidden.class);
    done(requests.reprocess(here, partly.id(), Optional.empty(), Optional.empty()));
  }

  @Test
  void an_assignment_is_reprocessed_by_those_who_manage_its_catalog() {
    var assignment = scene.delivered(scene.adminAdd("alice")).terms().assignment();

    assertThat(
            requests.reprocessAssignment(elsewhere, assignment, Optional.empty(), Optional.empty()))
        .isInstanceOf(Outcome.Forbidden.class);
    done(requests.reprocessAssignment(here, assignment, Optional.empty(), Optional.empty()));
  }

  @Test
  void a_delivery_is_completed_by_those_who_manage_its_catalog() {
    scene.target.refuseNext("b", ErrorClass.MANUAL_ACTION_PENDING);
    var request = scene.delivered(scene.adminAdd("alice"));
    var item = request.items().get(1).id();
    var outcome = new DeliveryOutcome.Done(false);

    assertThat(requests.complete(elsewhere, request.id(), item, outcome))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(requests.complete(here, request.id(), item, outcome)).state())
        .isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void a_request_is_deleted_by_those_who_manage_its_catalog_once_nothing_came_of_it() {
    var request = scene.submit(scene.adminAdd("alice"));
    assertThat(refusal(requests.delete(here, request.id())).toString())
        .contains("only finished ones can be deleted");
    done(requests.cancel(ADMIN, request.id()));

    assertThat(requests.delete(elsewhere, request.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(requests.delete(READER, request.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(requests.delete(here, request.id())).id()).isEqualTo(request.id());

    assertThat(requests.delete(here, request.id())).isInstanceOf(Outcome.NotFound.class);
    assertThat(requests.lookup().find(ADMIN, request.id())).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void managers_find_what_is_asked_for_those_who_report_to_them() {
    scene.directory.with(Subject.of("mona")).withManager("alice", "mona");
    var ofReport = scene.submit(scene.adminAdd("alice"));
    scene.submit(scene.adminAdd("bob"));

    assertThat(own("mona", OwnRequests.TARGET_MANAGER)).containsExactly(ofReport.id());
    assertThat(own("alice", OwnRequests.TARGET_MANAGER)).isEmpty();
    assertThat(own("alice", OwnRequests.TARGET)).containsExactly(ofReport.id());
  }

  private List<AssignmentRequest.Id> own(String name, OwnRequests how) {
    var query = new Query<AssignmentRequest>(Filter.everything(), 10, Optional.empty());
    return done(requests.own(person(name), how, query)).items().stream()
        .map(AssignmentRequest::id)
        .toList();
  }

  @Test
  void what_is_a_persons_own_is_found_while_the_directory_is_down() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.directory.setDown(true);

    assertThat(own("alice", OwnRequests.TARGET)).containsExactly(request.id());
  }
}
