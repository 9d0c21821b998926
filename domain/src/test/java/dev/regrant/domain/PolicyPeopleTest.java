package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.SubjectSet.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom policies name. */
class PolicyPeopleTest {
  private static final List<String> MANAGERS = List.of("mia", "max");

  private static OnBehalf adding(SubjectSet... requestors) {
    return new OnBehalf(true, false, false, List.of(requestors));
  }

  @Test
  void where_nobody_is_named_the_direct_manager_asks_for_others() {
    assertThat(adding().lets("mia", MANAGERS, Set.of())).isTrue();
    assertThat(adding().lets("max", MANAGERS, Set.of())).isFalse();
    assertThat(adding().lets("mia", List.of(), Set.of())).isFalse();
  }

  @Test
  void where_some_are_named_they_ask_for_others_and_the_manager_does_not() {
    var some = adding(SubjectSet.user("ada"), SubjectSet.group("staff"));

    assertThat(some.lets("ada", MANAGERS, Set.of())).isTrue();
    assertThat(some.lets("bob", MANAGERS, Set.of("staff"))).isTrue();
    assertThat(some.lets("bob", MANAGERS, Set.of("others"))).isFalse();
    assertThat(some.lets("mia", MANAGERS, Set.of())).isFalse();
    assertThat(some.groups()).containsExactly("staff");
  }

  @Test
  void nobody_asks_for_others_unless_the_policy_lets_them() {
    var updating = new OnBehalf(false, true, true, List.of(SubjectSet.user("ada")));

    assertThat(updating.lets("ada", MANAGERS, Set.of())).isFalse();
    assertThat(OnBehalf.NOBODY.lets("mia", MANAGERS, Set.of())).isFalse();
    assertThat(OnBehalf.NOBODY.groups()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUESTOR_MANAGER", "TARGET_MANAGER"})
  void a_manager_is_found_so_many_levels_up(Kind kind) {
    var second = new SubjectSet(kind, Optional.empty(), Optional.empty(), 2);

    assertThat(second.holds("max", MANAGERS, Set.of())).isTrue();
    assertThat(second.holds("mia", MANAGERS, Set.of())).isFalse();
    assertThat(second.holds("mia", List.of("mia"), Set.of())).isFalse();
    assertThat(second.holds("max", List.of("mia", "max", "moe"), Set.of())).isTrue();
    assertThat(SubjectSet.requestorManager(1).holds("mia", List.of("mia"), Set.of())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void people_whom_the_directory_does_not_know_are_nobody(Kind kind) {
    var set =
        new SubjectSet(
            kind,
            kind.hasId() ? Optional.of("ada") : Optional.empty(),
            Optional.of("some"),
            kind.isManager() ? 1 : 0);

    assertThat(set.holds("ada", List.of("ada"), Set.of("ada")))
        .isEqualTo(kind == Kind.SINGLE_USER || kind == Kind.GROUP_MEMBERS || kind.isManager());
    assertThat(set.holds("bob", List.of("ada"), Set.of("staff"))).isFalse();
  }

  @Test
  void what_is_wrong_with_a_set_of_people_is_said() {
    var none = Optional.<String>empty();

    assertThatThrownBy(() -> new SubjectSet(Kind.SINGLE_USER, none, none, 0))
        .hasMessage("id is missing");
    assertThatThrownBy(() -> new SubjectSet(Kind.TARGET_MANAGER, Optional.of("x"), none, 1))
        .hasMessage("id does not belong here");
    assertThatThrownBy(() -> SubjectSet.requestorManager(11))
        .hasMessage("managerLevel must be between 1 and 10, not 11");
    assertThatThrownBy(() -> new SubjectSet(Kind.INTERNAL_SPONSORS, none, none, 1))
        .hasMessage("managerLevel belongs to a manager only");
  }

  @Test
  void a_policy_says_what_its_terms_say() {
    var policy = policy(AllowedTargetScope.ALL_MEMBER_USERS);

    assertThat(policy.displayName()).isEqualTo("Direct");
    assertThat(policy.expiration()).isEqualTo(new Expiration.NoExpiration());
    assertThat(policy.requestorSettings())
        .isEqualTo(new RequestorSettings(true, false, true, false, OnBehalf.NOBODY));
  }

  @Test
  void each_part_of_a_policys_terms_is_changed_by_itself() {
    var terms = policy(AllowedTargetScope.ALL_MEMBER_USERS).terms();
    var approval =
        new ApprovalSettings(true, false, true, List.of(Stage.of(SubjectSet.user("ada"))));
    var extras = new PolicyTerms.Extras(Optional.empty(), Optional.empty(), true, List.of());

    var changed = terms.describedAs("For all").with(approval).with(extras);

    assertThat(changed.description()).isEqualTo("For all");
    assertThat(changed.approvalSettings()).isEqualTo(approval);
    assertThat(changed.extras()).isEqualTo(extras);
    assertThat(changed.describedAs("").with(ApprovalSettings.NONE).with(PolicyTerms.Extras.NONE))
        .isEqualTo(terms);
  }
}
