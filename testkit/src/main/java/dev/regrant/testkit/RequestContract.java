package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.LocalizedText;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Question;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Resource;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests and assignments are found as they were saved. */
abstract class RequestContract extends ContractPart {
  private static Subject fullyKnown() {
    return new Subject(
        ODD_TEXT, Optional.of(ODD_TEXT), Optional.of(ODD_TEXT), Optional.of(ODD_TEXT));
  }

  private static List<Subject> subjects() {
    return List.of(
        Subject.of("id"),
        new Subject("id", Optional.of(""), Optional.empty(), Optional.empty()),
        new Subject("id", Optional.empty(), Optional.of("name"), Optional.empty()),
        new Subject("id", Optional.empty(), Optional.empty(), Optional.of("a@example.org")),
        fullyKnown());
  }

  @Test
  void assignments_keep_every_state_subject_and_schedule() {
    var saved = new ArrayList<Assignment>();
    for (Assignment.State state : Assignment.State.values()) {
      subjects().forEach(subject -> saved.add(assignment(state, subject, Schedule.UNSPECIFIED)));
      SCHEDULES.forEach(schedule -> saved.add(assignment(state, Subject.of("id"), schedule)));
    }

    assertFoundAsSaved(Kind.ASSIGNMENT, Tx::assignments, saved);
  }

  private static Assignment assignment(Assignment.State state, Subject target, Schedule schedule) {
    return new Assignment(
        new Assignment.Id(World.nextId()),
        0,
        new AccessPackage.Id(World.nextId()),
        new AssignmentPolicy.Id(World.nextId()),
        new Catalog.Id(World.nextId()),
        target,
        state,
        schedule,
        state == Assignment.State.EXPIRED ? Optional.of(NOW) : Optional.empty(),
        state == Assignment.State.DELIVERED ? Optional.of(NOW) : Optional.empty(),
        ODD_TEXT,
        state == Assignment.State.DELIVERED,
        state == Assignment.State.DELIVERING ? Optional.of(NOW) : Optional.empty());
  }

  @Test
  void an_assignment_is_replaced_as_a_whole() {
    var first =
        assignment(
            Assignment.State.DELIVERED,
            fullyKnown(),
            new Schedule(Optional.of(NOW), new Expiration.AfterDateTime(NOW.plusSeconds(9))));

    assertReplaced(
        Kind.ASSIGNMENT,
        Tx::assignments,
        first,
        new Assignment(
            first.id(),
            0,
            first.accessPackage(),
            first.policy(),
            first.catalog(),
            Subject.of("new"),
            Assignment.State.EXPIRED,
            Schedule.UNSPECIFIED,
            Optional.of(NOW),
            Optional.empty(),
            "other",
            true,
            Optional.empty()));
  }

  @Test
  void requests_keep_every_status() {
    assertFoundAsSaved(Kind.REQUEST, Tx::requests, World.of(NOW, 3).requestsInEveryStatus());
  }

  @Test
  void requests_keep_every_kind_of_terms() {
    var saved = new ArrayList<AssignmentRequest>();
    for (RequestType type : RequestType.values()) {
      saved.add(request(type, Actor.user("admin"), Subject.of("id"), Schedule.UNSPECIFIED));
    }
    for (Actor.Kind kind : Actor.Kind.values()) {
      saved.add(
          request(
              RequestType.USER_ADD,
              new Actor(kind, ODD_TEXT),
              Subject.of("id"),
              Schedule.UNSPECIFIED));
    }
    for (Subject subject : subjects()) {
      saved.add(request(RequestType.USER_ADD, Actor.user("admin"), subject, Schedule.UNSPECIFIED));
    }
    for (Schedule schedule : SCHEDULES) {
      saved.add(request(RequestType.USER_ADD, Actor.user("admin"), Subject.of("id"), schedule));
    }

    assertFoundAsSaved(Kind.REQUEST, Tx::requests, saved);
  }

  private static List<Answer> answers() {
    var text = new Question.TextInput(true, Optional.of("[a-z]+"));
    var choice =
        new Question.MultipleChoice(
            true, List.of(new Question.Choice("a", LocalizedText.of(ODD_TEXT))));
    return List.of(
        new Answer(question(text), ODD_TEXT, Optional.of("shown")),
        new Answer(question(choice), "a", Optional.empty()));
  }

  private static Question question(Question.Input input) {
    return new Question(
        new Question.Id(World.nextId()), 1, true, false, LocalizedText.of("Why?"), input);
  }

  private static AssignmentRequest request(
      RequestType type, Actor requestedBy, Subject target, Schedule schedule) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(World.nextId()),
        new AssignmentRequest.Terms(
            type,
            requestedBy,
            target,
            new AccessPackage.Id(World.nextId()),
            new AssignmentPolicy.Id(World.nextId()),
            new Catalog.Id(World.nextId()),
            new Assignment.Id(World.nextId()),
            schedule,
            type.isRemoval() ? Optional.empty() : Optional.of(ODD_TEXT),
            type.isRemoval() ? List.of() : answers(),
            NOW));
  }

  @Test
  void items_keep_every_outcome_of_their_last_attempt() {
    var outcomes = new ArrayList<DeliveryOutcome>();
    outcomes.add(new DeliveryOutcome.Done(true));
    outcomes.add(new DeliveryOutcome.Done(false));
    for (ErrorClass errorClass : ErrorClass.values()) {
      outcomes.add(DeliveryOutcome.Refused.because(errorClass, ODD_TEXT));
      outcomes.add(
          new DeliveryOutcome.Refused(errorClass, "", Optional.of(Duration.ofMillis(1_500))));
    }
    for (DeliveryOutcome.Cause cause : DeliveryOutcome.Cause.values()) {
      outcomes.add(new DeliveryOutcome.Unknown(cause, ODD_TEXT));
    }
    var world = World.of(NOW, outcomes.size() + 1);
    var request = world.request(RequestStatus.DELIVERING, "alice");
    for (int item = 0; item < outcomes.size(); item++) {
      request = world.after(request, item, outcomes.get(item));
    }

    assertFoundAsSaved(Kind.REQUEST, Tx::requests, List.of(request, world.removing("bob")));
  }

  @Test
  void a_request_of_the_most_items_is_kept_through_its_life() {
    var world = World.of(NOW, AccessPackage.MAX_ROLE_SCOPES);
    var request = stored(world.submitted("alice"));

    var delivering =
        stored(request.approved(world.items(Operation.GRANT), NOW, NOW.plusSeconds(60)));
    var tried = delivering;
    for (int item = 0; item < delivering.items().size(); item++) {
      tried =
          world.after(
              tried,
              item,
              item % 2 == 0
                  ? new DeliveryOutcome.Done(false)
                  : DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "no " + item));
    }
    var settled = stored(tried);

    assertThat(delivering.items()).hasSize(AccessPackage.MAX_ROLE_SCOPES);
    assertThat(settled).isEqualTo(tried.withVersion(3));
    assertThat(settled.progress().status()).isEqualTo(RequestStatus.PARTIALLY_DELIVERED);
  }

  @Test
  void a_reprocessed_request_keeps_what_it_went_through() {
    var world = World.of(NOW, 3);
    var failed = stored(world.request(RequestStatus.DELIVERY_FAILED, "alice"));
    var ids = failed.items().stream().map(DeliveryItem::id).toList();
    var later = NOW.plus(Duration.ofDays(1));

    var again =
        failed.reprocessed(
            new DeliveryPlan(ids.subList(0, 1), List.of(), ids.subList(1, 3)),
            later,
            later.plusSeconds(60));
    var found = stored(again);

    assertThat(found).isEqualTo(again.withVersion(2));
    assertThat(found.items())
        .extracting(DeliveryItem::state)
        .containsExactly(
            DeliveryItem.State.PENDING, DeliveryItem.State.DROPPED, DeliveryItem.State.DROPPED);
  }

  @Test
  void a_request_goes_through_its_life_with_its_terms_unchanged() {
    var request = stored(World.of(NOW, 2).submitted("alice"));

    var pending = stored(request.on(Trigger.REQUIRE_APPROVAL, NOW, NOW.plusSeconds(60)));
    var canceled = stored(pending.canceled(NOW.plusSeconds(1)));

    assertThat(canceled)
        .isEqualTo(
            request
                .on(Trigger.REQUIRE_APPROVAL, NOW, NOW.plusSeconds(60))
                .canceled(NOW.plusSeconds(1))
                .withVersion(3));
  }

  @Test
  void a_request_is_removed_with_its_items_and_its_history_stays() {
    var world = World.of(NOW, 2);
    var failed =
        world.requestsInEveryStatus().stream()
            .filter(one -> one.progress().status() == RequestStatus.PARTIALLY_DELIVERED)
            .findFirst()
            .orElseThrow();
    var entry =
        HistoryEntry.of(
            World.nextId(),
            failed.id(),
            NOW,
            Actor.ENGINE,
            HistoryEntry.Activity.PARTIALLY_DELIVERED,
            Map.of());
    var stored = stored(failed);
    run(tx -> tx.append(List.of(entry)));

    run(tx -> tx.requests().delete(stored));

    assertThatOne(tx -> tx.requests().find(stored.id())).isEmpty();
    assertThatMap(tx -> tx.attempts(stored.id())).isEmpty();
    List<HistoryEntry> history = call(tx -> tx.history(stored.id()));
    assertThat(history).containsExactly(entry);
    assertThatThrownBy(() -> run(tx -> tx.requests().delete(stored)))
        .isInstanceOf(StaleEntityException.class);
  }

  @Test
  void unknown_ids_are_left_out() {
    var world = World.of(NOW, 1);
    var known = stored(world.submitted("alice"));
    var unknown = new AssignmentRequest.Id(World.nextId());

    var found = call(tx -> tx.requests().findAll(List.of(unknown, known.id())));

    assertThat(found).containsOnlyKeys(known.id());
    assertThatOne(tx -> tx.requests().find(unknown)).isEmpty();
    assertThatMap(tx -> tx.lock(List.of(unknown))).isEmpty();
    assertThatMap(tx -> tx.requests().findAll(List.of())).isEmpty();
    assertThatOne(tx -> tx.assignments().find(new Assignment.Id(unknown.value()))).isEmpty();
    assertThatOne(tx -> tx.catalogs().find(new Catalog.Id(unknown.value()))).isEmpty();
    assertThatOne(tx -> tx.resources().find(new Resource.Id(unknown.value()))).isEmpty();
    assertThatOne(tx -> tx.accessPackages().find(new AccessPackage.Id(unknown.value()))).isEmpty();
    assertThatOne(tx -> tx.policies().find(new AssignmentPolicy.Id(unknown.value()))).isEmpty();
  }

  @Test
  void locked_requests_are_found_as_they_are() {
    var world = World.of(NOW, 2);
    var requests = world.requestsInEveryStatus();
    run(tx -> tx.requests().saveAll(requests));
    var ids = requests.stream().map(AssignmentRequest::id).toList();

    var locked = call(tx -> tx.lock(ids));

    assertThat(locked).isEqualTo(call(tx -> tx.requests().findAll(ids))).hasSameSizeAs(ids);
  }

  @Test
  void a_change_is_seen_in_the_transaction_that_makes_it() {
    var world = World.of(NOW, 1);
    var request = world.submitted("alice");

    var seen =
        call(
            tx -> {
              tx.requests().save(request);
              return tx.requests().find(request.id());
            });

    assertThat(seen).contains(request.withVersion(1));
  }

  @Test
  void the_longest_texts_are_kept() {
    var longest = incompressible(Subject.MAX_OBJECT_ID);
    var terms =
        World.of(NOW, 1).submitted(RequestType.USER_ADD, longest, Schedule.UNSPECIFIED).terms();

    assertFoundAsSaved(
        Kind.REQUEST,
        Tx::requests,
        List.of(
            AssignmentRequest.submitted(
                new AssignmentRequest.Id(World.nextId()),
                new AssignmentRequest.Terms(
                    terms.type(),
                    Actor.user(longest),
                    terms.target(),
                    terms.accessPackage(),
                    terms.policy(),
                    terms.catalog(),
                    terms.assignment(),
                    terms.schedule(),
                    Optional.of(incompressible(AssignmentRequest.MAX_JUSTIFICATION)),
                    NOW))));
  }

  @Test
  void times_are_kept_to_the_microsecond_and_never_later_than_they_were() {
    var exactly = Instant.parse("2026-03-01T12:00:00.123456789Z");

    var found = stored(World.of(exactly, 1).submitted("alice")).terms().createdDateTime();

    assertThat(found).isBetween(NOW, exactly);
  }
}
