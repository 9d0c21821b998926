package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTermsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final SubjectSet ADA = SubjectSet.user("ada");

  private static AssignmentPolicy listing(AllowedTargetScope scope, SubjectSet... targets) {
    return policy(scope)
        .saying(
            PolicyTerms.of(
                "Listed",
                scope,
                List.of(targets),
                new Expiration.NoExpiration(),
                RequestorSettings.NONE),
            NOW);
  }

  @Test
  void a_policy_admits_those_in_its_groups() {
    var policy =
        listing(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, SubjectSet.group("staff"), ADA);

    assertThat(policy.groupsOfTargets()).containsExactly("staff");
    assertThat(policy.admits(ALICE, Set.of("staff"))).isTrue();
    assertThat(policy.admits(ALICE, Set.of("others"))).isFalse();
    assertThat(policy.admits(Subject.of("ada"), Set.of())).isTrue();
    assertThat(policy.admits(Subject.of("staff"), Set.of())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void only_circles_of_people_hold_anybody(AllowedTargetScope scope) {
    var policy = listing(scope, SubjectSet.user(ALICE.objectId()), SubjectSet.group("staff"));

    boolean admits =
        EnumSet.of(
                AllowedTargetScope.SPECIFIC_DIRECTORY_USERS,
                AllowedTargetScope.ALL_MEMBER_USERS,
                AllowedTargetScope.ALL_DIRECTORY_USERS)
            .contains(scope);
    assertThat(policy.admits(ALICE, Set.of("staff"))).isEqualTo(admits);
    assertThat(policy.groupsOfTargets().isEmpty())
        .isEqualTo(
            !EnumSet.of(
                    AllowedTargetScope.SPECIFIC_DIRECTORY_USERS,
                    AllowedTargetScope.ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS)
                .contains(scope));
  }

  @Test
  void connected_organizations_hold_their_people_as_groups_do() {
    var id = new ConnectedOrganization.Id(new UUID(0xA, 0xB));
    var member =
        new SubjectSet(
            SubjectSet.Kind.CONNECTED_ORGANIZATION_MEMBERS,
            Optional.of(id.value().toString().toUpperCase(Locale.ROOT)),
            Optional.empty(),
            0);
    var listed = listing(AllowedTargetScope.SPECIFIC_CONNECTED_ORGANIZATION_USERS, member);
    var all = listing(AllowedTargetScope.ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS);

    assertThat(listed.groupsOfTargets()).containsExactly(id.asGroup());
    assertThat(listed.admits(ALICE, Set.of(id.asGroup()))).isTrue();
    assertThat(listed.admits(ALICE, Set.of(ConnectedOrganization.ALL_CONFIGURED))).isFalse();
    assertThat(all.admits(ALICE, Set.of(ConnectedOrganization.ALL_CONFIGURED))).isTrue();
    assertThat(all.admits(ALICE, Set.of(id.asGroup()))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void people_who_are_found_otherwise_are_no_listed_targets(SubjectSet.Kind kind) {
    var set =
        new SubjectSet(
            kind,
            kind.hasId() ? Optional.of(ALICE.objectId()) : Optional.empty(),
            Optional.empty(),
            kind.isManager() ? 1 : 0);

    boolean admits =
        listing(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, set).admits(ALICE, Set.of());
    assertThat(admits).isEqualTo(kind == SubjectSet.Kind.SINGLE_USER);
    assertThat(set.groupId().isPresent()).isEqualTo(kind == SubjectSet.Kind.GROUP_MEMBERS);
  }

  @ParameterizedTest
  @EnumSource
  void approval_is_required_where_access_is_given_or_changed(RequestType type) {
    var stages = List.of(Stage.of(ADA));
    boolean adds =
        EnumSet.of(RequestType.USER_ADD, RequestType.ADMIN_ADD, RequestType.ON_BEHALF_ADD)
            .contains(type);
    boolean updates = EnumSet.of(RequestType.USER_UPDATE, RequestType.ADMIN_UPDATE).contains(type);

    assertThat(new ApprovalSettings(true, false, false, stages).isRequiredFor(type))
        .isEqualTo(adds);
    assertThat(new ApprovalSettings(false, true, false, stages).isRequiredFor(type))
        .isEqualTo(updates);
    assertThat(ApprovalSettings.NONE.isRequiredFor(type)).isFalse();
  }

  @Test
  void required_approval_has_one_to_three_stages() {
    var stage = Stage.of(ADA);

    assertThat(new ApprovalSettings(true, true, false, Collections.nCopies(3, stage)).stages())
        .hasSize(3);
    assertInvalid("stages", () -> new ApprovalSettings(true, false, false, List.of()));
    assertInvalid("stages", () -> new ApprovalSettings(false, true, false, List.of()));
    assertInvalid(
        "stages", () -> new ApprovalSettings(false, false, false, Collections.nCopies(4, stage)));
  }

  private static Stage stage(
      Duration timeout, boolean escalates, Duration escalation, List<SubjectSet> escalated) {
    return new Stage(
        timeout,
        false,
        escalates,
        escalation,
        List.of(),
        List.of(ADA),
        escalated,
        List.of(),
        Visibility.DEFAULT);
  }

  @Test
  void a_stage_ends_and_escalates_before_its_end() {
    assertThat(stage(DAY, true, DAY.minusNanos(1), List.of(ADA)).approvers()).hasSize(2);
    assertThat(stage(Duration.ofDays(365), false, Duration.ZERO, List.of()).approvers())
        .containsExactly(ADA);
    assertInvalid(
        "durationBeforeAutomaticDenial",
        () -> stage(Duration.ZERO, false, Duration.ZERO, List.of()));
    assertInvalid(
        "durationBeforeAutomaticDenial",
        () -> stage(Duration.ofDays(365).plusNanos(1), false, Duration.ZERO, List.of()));
    assertInvalid("durationBeforeEscalation", () -> stage(DAY, true, DAY, List.of(ADA)));
    assertInvalid("durationBeforeEscalation", () -> stage(DAY, true, Duration.ZERO, List.of(ADA)));
    assertInvalid("durationBeforeEscalation", () -> stage(DAY, false, DAY.negated(), List.of()));
    assertInvalid("escalationApprovers", () -> stage(DAY, true, DAY.dividedBy(2), List.of()));
    assertInvalid("primaryApprovers", Stage::of);
  }

  @Test
  void a_set_of_subjects_has_what_its_kind_needs() {
    assertThat(SubjectSet.requestorManager(SubjectSet.MAX_LEVEL).managerLevel()).isEqualTo(10);
    assertInvalid("managerLevel", () -> SubjectSet.requestorManager(0));
    assertInvalid("managerLevel", () -> SubjectSet.requestorManager(SubjectSet.MAX_LEVEL + 1));
    assertInvalid("id", () -> SubjectSet.user(" "));
    assertInvalid("id", () -> SubjectSet.user("x".repeat(Subject.MAX_OBJECT_ID + 1)));
    assertThat(SubjectSet.group("x".repeat(SubjectSet.MAX_ID)).groupId()).isPresent();
    assertInvalid("id", () -> SubjectSet.group("x".repeat(SubjectSet.MAX_ID + 1)));
    assertInvalid(
        "id",
        () ->
            new SubjectSet(
                SubjectSet.Kind.INTERNAL_SPONSORS, Optional.of("x"), Optional.empty(), 0));
    assertInvalid(
        "managerLevel",
        () -> new SubjectSet(SubjectSet.Kind.SINGLE_USER, Optional.of("x"), Optional.empty(), 1));
  }

  @Test
  void questions_are_checked_when_they_are_made() {
    assertInvalid("regexPattern", () -> new Question.TextInput(true, Optional.of("[")));
    assertInvalid("choices", () -> new Question.MultipleChoice(true, List.of()));
    assertInvalid("actualValue", () -> new Question.Choice("", LocalizedText.of("x")));
    assertInvalid("text", () -> LocalizedText.of(" "));
    assertInvalid("languageCode", () -> new LocalizedText.Localization("", "x"));
    var question =
        new Question(
            new Question.Id(new UUID(1, 1)),
            1,
            true,
            false,
            LocalizedText.of("Why?"),
            new Question.TextInput(true, Optional.of("a+")));
    var terms = policy(AllowedTargetScope.NOT_SPECIFIED).terms();
    assertThat(
            terms
                .asking(List.of(question, question.withId(new Question.Id(new UUID(1, 2)))))
                .questions())
        .hasSize(2);
    assertThat(terms.asking(Collections.nCopies(2, question.withId(Question.Id.NONE))).questions())
        .hasSize(2);
    assertInvalid("questions", () -> terms.asking(List.of(question, question)));
    assertInvalid(
        "questions",
        () ->
            terms.asking(
                Collections.nCopies(
                    PolicyTerms.MAX_QUESTIONS + 1, question.withId(Question.Id.NONE))));
  }

  @Test
  void extras_are_checked_when_they_are_made() {
    assertInvalid("gracePeriodBeforeAccessRemoval", () -> grace(Duration.ofNanos(-1)));
    assertInvalid("gracePeriodBeforeAccessRemoval", () -> grace(Expiration.LONGEST.plusNanos(1)));
    assertThat(grace(Expiration.LONGEST).gracePeriodBeforeAccessRemoval())
        .contains(Expiration.LONGEST);
    assertThat(grace(Duration.ZERO).gracePeriodBeforeAccessRemoval()).contains(Duration.ZERO);
    assertInvalid("month", () -> pattern(1, 13, 1));
    assertInvalid("dayOfMonth", () -> pattern(1, 12, 32));
    assertInvalid("interval", () -> pattern(-1, 0, 0));
    assertThat(pattern(0, 12, 31).month()).isEqualTo(12);
  }

  private static PolicyTerms.AutomaticRequestSettings grace(Duration period) {
    return new PolicyTerms.AutomaticRequestSettings(true, true, Optional.of(period));
  }

  private static ReviewSettings.Pattern pattern(int interval, int month, int day) {
    return new ReviewSettings.Pattern(
        ReviewSettings.PatternType.DAILY,
        interval,
        month,
        day,
        List.of(),
        DayOfWeek.MONDAY,
        ReviewSettings.WeekIndex.FIRST);
  }

  private static void assertInvalid(String member, Supplier<?> make) {
    assertThatThrownBy(make::get)
        .isInstanceOfSatisfying(
            InvalidMemberException.class,
            invalid -> assertThat(invalid.member()).isEqualTo(member));
  }
}
