package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Filter;
import dev.regrant.application.Query;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.SubjectSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Approvals are found as they were saved, and by whose decision they wait for. */
abstract class ApprovalContract extends ContractPart {
  private static final SubjectSet BOB = SubjectSet.user("bob");
  private static final SubjectSet STAFF = SubjectSet.group("staff");

  private Approval approval(String target, Stage... stages) {
    var request = stored(world(0).request(RequestStatus.PENDING_APPROVAL, target));
    return Approval.of(request, List.of(stages), () -> new ApprovalStage.Id(World.nextId()));
  }

  private Approval asked(String target, SubjectSet... approvers) {
    var asked = approval(target, Stage.of(BOB), Stage.of(BOB)).asked(List.of(approvers), NOW);
    run(tx -> tx.approvals().save(asked));
    return call(tx -> tx.approvals().find(asked.id())).orElseThrow();
  }

  private static Decision decision(Result result, boolean isWordy) {
    return new Decision(
        result,
        isWordy ? Actor.user(ODD_TEXT) : Actor.application("app"),
        isWordy ? Optional.of(ODD_TEXT) : Optional.empty(),
        isWordy ? Optional.of(ODD_TEXT) : Optional.empty(),
        NOW.plusSeconds(1));
  }

  @Test
  void approvals_keep_every_stage_and_decision() {
    var fresh = approval("a", Stage.of(BOB), Stage.of(SubjectSet.requestorManager(2)));
    var asked =
        approval("b", Stage.of(STAFF)).asked(List.of(BOB, STAFF, SubjectSet.user(ODD_TEXT)), NOW);
    var escalated =
        approval("c", Stage.of(BOB))
            .asked(List.of(BOB), NOW)
            .escalated(List.of(STAFF), NOW.plusSeconds(9));
    var denied =
        approval("d", Stage.of(BOB), Stage.of(BOB))
            .asked(List.of(BOB), NOW)
            .decided(decision(Result.DENIED, true));
    var granted =
        approval("e", Stage.of(BOB))
            .asked(List.of(BOB), NOW)
            .decided(decision(Result.APPROVED, false));

    assertFoundAsSaved(
        Kind.APPROVAL, Tx::approvals, List.of(fresh, asked, escalated, denied, granted));
  }

  @Test
  void an_approval_is_replaced_as_a_whole() {
    var fresh = approval("a", Stage.of(BOB), Stage.of(STAFF));

    assertReplaced(
        Kind.APPROVAL,
        Tx::approvals,
        fresh,
        fresh.asked(List.of(BOB, STAFF), NOW).decided(decision(Result.APPROVED, true)));
  }

  private List<UUID> awaiting(String person, String... groups) {
    var all = new ArrayList<UUID>();
    Optional<UUID> after = Optional.empty();
    do {
      var from = after;
      var page = call(tx -> tx.approvalsAwaiting(person, List.of(groups), 2, from));
      page.items().forEach(one -> all.add(one.id().value()));
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  @Test
  void approvals_are_found_by_whose_decision_they_wait_for_newest_first() {
    var one = asked("a", BOB);
    var two = asked("b", STAFF);
    var both = asked("c", BOB, STAFF);
    asked("d", SubjectSet.user("eve"), SubjectSet.group("board"));

    assertThat(awaiting("bob")).containsExactly(both.id().value(), one.id().value());
    assertThat(awaiting("bob", "staff", "others"))
        .containsExactly(both.id().value(), two.id().value(), one.id().value());
    assertThat(awaiting("ann", "staff")).containsExactly(both.id().value(), two.id().value());
    assertThat(awaiting("staff", "bob")).isEmpty();
    assertThat(awaiting("ann")).isEmpty();
    assertThat(groupsAwaited()).containsExactlyInAnyOrder("staff", "board");
  }

  private Set<String> groupsAwaited() {
    return call(Tx::groupsAwaited);
  }

  @Test
  void nobody_is_awaited_for_their_own_request() {
    asked("bob", BOB, STAFF);
    asked("a", SubjectSet.user("admin"), STAFF);

    assertThat(awaiting("bob")).isEmpty();
    assertThat(awaiting("admin", "staff")).isEmpty();
    assertThat(awaiting("bob", "staff")).hasSize(1);
  }

  @Test
  void who_has_decided_is_not_awaited_any_more() {
    var asked = asked("a", BOB, STAFF);

    run(tx -> tx.approvals().save(asked.decided(decision(Result.APPROVED, true))));
    assertThat(awaiting("bob", "staff")).isEmpty();
    assertThat(groupsAwaited()).isEmpty();

    var next = call(tx -> tx.approvals().find(asked.id())).orElseThrow();
    run(tx -> tx.approvals().save(next.asked(List.of(STAFF), NOW)));
    assertThat(awaiting("bob")).isEmpty();
    assertThat(awaiting("bob", "staff")).containsExactly(asked.id().value());
    assertThat(
            call(
                    freshTenant(),
                    tx -> tx.approvalsAwaiting("bob", List.of("staff"), 9, Optional.empty()))
                .items())
        .isEmpty();
  }

  @Test
  void the_longest_names_of_groups_are_found() {
    var longest = incompressible(SubjectSet.MAX_ID);
    var asked = asked("a", SubjectSet.group(longest));

    assertThat(awaiting("bob", longest)).containsExactly(asked.id().value());
    assertThat(groupsAwaited()).containsExactly(longest);
  }

  @Test
  void approvals_are_listed() {
    var one = asked("a", BOB);
    var two = asked("b", BOB);

    assertThat(list(Tx::approvals, new Query<>(Filter.<Approval>everything(), 1, Optional.empty())))
        .extracting(Approval::id)
        .containsExactly(two.id(), one.id());
  }
}
