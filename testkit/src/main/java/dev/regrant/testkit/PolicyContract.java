package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.LocalizedText;
import dev.regrant.domain.LocalizedText.Localization;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.AutomaticRequestSettings;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.Question;
import dev.regrant.domain.ReviewSettings;
import dev.regrant.domain.ReviewSettings.Pattern;
import dev.regrant.domain.ReviewSettings.PatternType;
import dev.regrant.domain.ReviewSettings.Range;
import dev.regrant.domain.ReviewSettings.RangeType;
import dev.regrant.domain.ReviewSettings.Recurrence;
import dev.regrant.domain.ReviewSettings.WeekIndex;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.SubjectSet;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Policies are found as they were saved, with all that they say. */
abstract class PolicyContract extends ContractPart {
  private static final List<SubjectSet> EVERY_KIND =
      Stream.of(SubjectSet.Kind.values())
          .map(
              kind ->
                  new SubjectSet(
                      kind,
                      kind.hasId() ? Optional.of(ODD_TEXT) : Optional.empty(),
                      kind.hasId() ? Optional.of(ODD_TEXT) : Optional.empty(),
                      kind.isManager() ? 2 : 0))
          .toList();

  private static AssignmentPolicy policy(AccessPackage of, PolicyTerms terms) {
    return new AssignmentPolicy(
        new AssignmentPolicy.Id(World.nextId()),
        0,
        of.id(),
        of.catalog(),
        terms,
        NOW,
        NOW.plusSeconds(1));
  }

  private static PolicyTerms terms(
      AllowedTargetScope scope, List<SubjectSet> targets, Expiration expiration) {
    return PolicyTerms.of(
            ODD_TEXT + World.nextId(),
            scope,
            targets,
            expiration,
            RequestorSettings.self(
                scope == AllowedTargetScope.ALL_MEMBER_USERS,
                scope == AllowedTargetScope.ALL_DIRECTORY_USERS,
                scope == AllowedTargetScope.SPECIFIC_DIRECTORY_USERS))
        .describedAs(ODD_TEXT);
  }

  private static PolicyTerms plain() {
    return terms(AllowedTargetScope.NOT_SPECIFIED, List.of(), new Expiration.NoExpiration());
  }

  private void assertKept(PolicyTerms... all) {
    var accessPackage = world(0).accessPackage();
    assertFoundAsSaved(
        Kind.POLICY,
        Tx::policies,
        Stream.of(all).map(terms -> policy(accessPackage, terms)).toList());
  }

  @Test
  void policies_keep_every_scope_and_expiration() {
    var saved = new ArrayList<PolicyTerms>();
    for (AllowedTargetScope scope : AllowedTargetScope.values()) {
      for (Schedule schedule : SCHEDULES) {
        saved.add(terms(scope, EVERY_KIND, schedule.expiration()));
      }
      saved.add(terms(scope, List.of(), new Expiration.NoExpiration()));
    }

    assertKept(saved.toArray(PolicyTerms[]::new));
  }

  @Test
  void policies_keep_what_people_may_do_for_themselves_and_others() {
    var saved = new ArrayList<PolicyTerms>();
    for (int bits = 0; bits < 1 << 7; bits += 9) {
      saved.add(
          PolicyTerms.of(
              "Bits " + bits,
              AllowedTargetScope.NOT_SPECIFIED,
              List.of(),
              new Expiration.NoExpiration(),
              new RequestorSettings(
                  (bits & 1) > 0,
                  (bits & 2) > 0,
                  (bits & 4) > 0,
                  (bits & 8) > 0,
                  new OnBehalf(
                      (bits & 16) > 0,
                      (bits & 32) > 0,
                      (bits & 64) > 0,
                      bits % 2 == 0 ? EVERY_KIND : List.of()))));
    }

    assertKept(saved.toArray(PolicyTerms[]::new));
  }

  @Test
  void policies_keep_who_approves_in_order() {
    var last =
        new Stage(
            Duration.ofHours(36),
            true,
            true,
            Duration.ofMinutes(90),
            EVERY_KIND,
            List.of(SubjectSet.user("b"), SubjectSet.user("a")),
            List.of(SubjectSet.requestorManager(1)),
            EVERY_KIND.reversed(),
            Visibility.NOT_VISIBLE);

    assertKept(
        plain().with(new ApprovalSettings(true, false, true, List.of(last))),
        plain()
            .with(
                new ApprovalSettings(
                    false, true, false, List.of(Stage.of(SubjectSet.group("g")), last, last))));
  }

  @Test
  void policies_keep_questions_in_order() {
    var texts =
        new LocalizedText(
            ODD_TEXT, List.of(new Localization("de", ODD_TEXT), new Localization("pt-BR", "")));
    assertKept(
        plain()
            .asking(
                List.of(
                    question(3, texts, new Question.TextInput(true, Optional.of("[a-z]+\\d"))),
                    question(1, texts, new Question.TextInput(false, Optional.empty())),
                    question(
                        2,
                        LocalizedText.of("?"),
                        new Question.MultipleChoice(
                            true,
                            List.of(
                                new Question.Choice(ODD_TEXT, texts),
                                new Question.Choice("b", LocalizedText.of("B"))))))));
  }

  private static Question question(int sequence, LocalizedText text, Question.Input input) {
    return new Question(
        new Question.Id(World.nextId()), sequence, sequence == 1, sequence == 2, text, input);
  }

  @Test
  void policies_keep_what_the_engine_does_not_act_on() {
    var everything =
        new Extras(
            Optional.of(new AutomaticRequestSettings(true, false, Optional.of(Duration.ofDays(7)))),
            Optional.of(review(Optional.of(RECURRENCE))),
            true,
            Stream.of(ExtensionStage.values())
                .map(
                    stage -> new CustomExtensionStageSetting(World.nextId(), stage, World.nextId()))
                .toList());
    var little =
        new Extras(
            Optional.of(new AutomaticRequestSettings(false, true, Optional.empty())),
            Optional.of(review(Optional.empty())),
            false,
            List.of());

    assertKept(
        plain().with(everything),
        plain().with(little),
        plain()
            .with(
                new Extras(
                    Optional.empty(),
                    Optional.of(
                        review(Optional.of(new Recurrence(Optional.empty(), Optional.empty())))),
                    false,
                    List.of())));
  }

  private static final Recurrence RECURRENCE =
      new Recurrence(
          Optional.of(
              new Pattern(
                  PatternType.RELATIVE_YEARLY,
                  3,
                  12,
                  31,
                  List.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
                  DayOfWeek.SATURDAY,
                  WeekIndex.LAST)),
          Optional.of(
              new Range(
                  RangeType.NUMBERED,
                  Optional.of(LocalDate.of(2026, 2, 28)),
                  Optional.of(LocalDate.of(2028, 2, 29)),
                  Optional.of(ODD_TEXT),
                  12)));

  private static ReviewSettings review(Optional<Recurrence> recurrence) {
    return new ReviewSettings(
        recurrence.isPresent(),
        ReviewSettings.Behavior.ACCEPT_ACCESS_RECOMMENDATION,
        recurrence.isEmpty(),
        recurrence.isPresent(),
        recurrence.isEmpty(),
        recurrence.map(one -> NOW),
        new Expiration.AfterDuration(Duration.ofDays(25)),
        recurrence,
        EVERY_KIND,
        List.of(SubjectSet.user("z")));
  }

  @Test
  void a_policy_is_replaced_as_a_whole() {
    var accessPackage = world(0).accessPackage();
    var first =
        policy(
            accessPackage,
            terms(
                AllowedTargetScope.SPECIFIC_DIRECTORY_USERS,
                EVERY_KIND,
                new Expiration.AfterDateTime(NOW)));

    assertReplaced(
        Kind.POLICY,
        Tx::policies,
        first,
        first.saying(
            terms(
                    AllowedTargetScope.NOT_SPECIFIED,
                    List.of(),
                    new Expiration.AfterDuration(Duration.ofDays(1)))
                .with(
                    new ApprovalSettings(true, true, true, List.of(Stage.of(SubjectSet.user("a")))))
                .with(new Extras(Optional.empty(), Optional.empty(), true, List.of())),
            NOW.plusSeconds(9)));
  }

  @Test
  void the_longest_lists_of_targets_are_kept() {
    assertKept(
        PolicyTerms.of(
            incompressible(Catalog.MAX_NAME),
            AllowedTargetScope.SPECIFIC_DIRECTORY_USERS,
            IntStream.range(0, PolicyTerms.MAX_TARGETS)
                .mapToObj(n -> SubjectSet.user("person-" + n))
                .toList(),
            new Expiration.NoExpiration(),
            RequestorSettings.NONE));
  }

  @Test
  void a_policy_that_is_taken_away_is_gone_and_its_name_is_free() {
    var accessPackage = world(0).accessPackage();
    var policy = policy(accessPackage, plain());
    run(tx -> tx.policies().save(policy));
    var stored = call(tx -> tx.policies().find(policy.id())).orElseThrow();

    run(tx -> tx.policies().delete(stored));

    assertThatOne(tx -> tx.policies().find(policy.id())).isEmpty();
    var namesake = policy(accessPackage, policy.terms());
    run(tx -> tx.policies().save(namesake));
    assertThatOne(tx -> tx.policies().find(namesake.id())).isPresent();
  }

  @Test
  void a_policy_that_was_changed_or_taken_away_meanwhile_is_not_taken_away() {
    var policy = policy(world(0).accessPackage(), plain());
    run(tx -> tx.policies().save(policy));
    var read = call(tx -> tx.policies().find(policy.id())).orElseThrow();
    run(tx -> tx.policies().save(read));

    assertThatThrownBy(() -> run(tx -> tx.policies().delete(read)))
        .isInstanceOf(StaleEntityException.class);
    var current = call(tx -> tx.policies().find(policy.id())).orElseThrow();
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.policies().delete(current);
                      throw new IllegalStateException("undone");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatOne(tx -> tx.policies().find(policy.id())).contains(current);
    run(tx -> tx.policies().delete(current));
    assertThatThrownBy(() -> run(tx -> tx.policies().delete(current)))
        .isInstanceOf(StaleEntityException.class);
  }
}
