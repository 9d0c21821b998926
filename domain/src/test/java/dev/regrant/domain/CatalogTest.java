package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final TenantId TENANT = new TenantId(new UUID(9, 9));

  private static final Actor BOB = Actor.user("bob");
  private static final Instant LATER = NOW.plusSeconds(1);

  @Test
  void a_package_holds_what_was_added_and_not_what_was_removed() {
    var two = accessPackage(1).adding(roleScope(2), BOB, LATER);

    assertThat(two.holds(roleScope(2).id())).isTrue();
    assertThat(two.authorship())
        .isEqualTo(new Authorship(Optional.of(Actor.user("admin")), NOW, Optional.of(BOB), LATER));
    var one = two.removing(roleScope(1).id(), BOB, LATER);
    assertThat(one.roleScopes()).containsExactly(roleScope(2));
    assertThat(one.holds(roleScope(1).id())).isFalse();
    assertThat(one.withVersion(5).version()).isEqualTo(5);
  }

  @Test
  void a_change_of_what_a_package_gives_is_to_be_brought_to_assignments() {
    var first = accessPackage(1);
    var afterAll = Optional.of(new AccessPackage.Rollout(LATER, Optional.empty()));

    assertThat(first.rollout()).isEmpty();
    assertThat(first.adding(roleScope(2), BOB, LATER).rollout()).isEqualTo(afterAll);
    assertThat(first.removing(roleScope(1).id(), BOB, LATER).rollout()).isEqualTo(afterAll);
    var halfWay =
        Optional.of(new AccessPackage.Rollout(NOW, Optional.of(new Assignment.Id(new UUID(7, 7)))));
    var half = first.rolledOut(halfWay);
    assertThat(half.rollout()).isEqualTo(halfWay);
    assertThat(half.changedTo(AccessPackage.Terms.named("x"), BOB, LATER).rollout())
        .isEqualTo(halfWay);
    assertThat(half.excluding(Exclusions.NONE, BOB, LATER).rollout()).isEqualTo(halfWay);
    assertThat(half.adding(roleScope(2), BOB, LATER).rollout()).isEqualTo(afterAll);
  }

  @Test
  void a_package_excludes_others_and_groups_until_it_is_taken_back() {
    var other = new AccessPackage.Id(new UUID(8, 8));
    var exclusions = Exclusions.NONE.and(other).andGroup("g");

    assertThat(accessPackage(1).excluding(exclusions, BOB, LATER).incompatiblePackages())
        .containsExactly(other);
    assertThat(exclusions.groups()).containsExactly("g");
    assertThat(exclusions.without(other)).isEqualTo(Exclusions.NONE.andGroup("g"));
    assertThat(exclusions.withoutGroup("g")).isEqualTo(Exclusions.NONE.and(other));
    assertThat(PACKAGE.compareTo(other)).isNegative();
    assertThatThrownBy(() -> Exclusions.NONE.andGroup(" ")).hasMessageContaining("@odata.id");
    var most =
        IntStream.range(0, Exclusions.MAX).mapToObj(n -> "g" + n).collect(Collectors.toSet());
    var full = new Exclusions(Set.of(), most);
    assertThatThrownBy(() -> full.andGroup("one more")).hasMessageContaining("at most 200");
  }

  @Test
  void a_package_has_a_limit_of_role_scopes() {
    var full = accessPackage(AccessPackage.MAX_ROLE_SCOPES);

    assertThatThrownBy(() -> full.adding(roleScope(9_999), BOB, NOW))
        .hasMessageContaining("at most");
  }

  @Test
  void what_is_changed_keeps_who_made_it() {
    var terms = new Catalog.Terms("New", "", false, true, Optional.of("new"));
    var changed = catalog("c", "d").changedTo(terms, BOB, LATER);

    assertThat(changed.terms()).isEqualTo(terms);
    assertThat(changed.isPublished()).isFalse();
    assertThat(changed.createdDateTime()).isEqualTo(NOW);
    assertThat(changed.authorship().createdBy()).contains(Actor.user("admin"));
    assertThat(changed.authorship().modifiedBy()).contains(BOB);
    assertThat(changed.authorship().modifiedDateTime()).isEqualTo(LATER);
    var blank = new Catalog.Terms("New", "", false, true, Optional.of(" "));
    assertThatThrownBy(() -> changed.changedTo(blank, BOB, LATER))
        .hasMessageContaining("uniqueName");
    var blankPackage = new AccessPackage.Terms("New", "", false, true, Optional.of(""));
    assertThatThrownBy(() -> accessPackage(1).changedTo(blankPackage, BOB, LATER))
        .hasMessageContaining("uniqueName");
  }

  @Test
  void a_policy_admits_its_circle() {
    var bob = Subject.of("bob");
    var listed = policy(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, "alice");
    var none = policy(AllowedTargetScope.NOT_SPECIFIED);

    assertThat(listed.admits(ALICE, Set.of())).isTrue();
    assertThat(listed.admits(bob, Set.of())).isFalse();
    assertThat(policy(AllowedTargetScope.ALL_DIRECTORY_USERS).admits(bob, Set.of())).isTrue();
    assertThat(policy(AllowedTargetScope.ALL_MEMBER_USERS).admits(bob, Set.of())).isTrue();
    assertThat(none.admits(ALICE, Set.of())).isFalse();
    assertThat(none.admits(ALICE, Set.of(), RequestType.ADMIN_ADD)).isTrue();
    assertThat(none.admits(ALICE, Set.of(), RequestType.USER_ADD)).isFalse();
    assertThat(none.admits(ALICE, Set.of(), RequestType.USER_REMOVE)).isTrue();
    assertThat(listed.admits(ALICE, Set.of(), RequestType.USER_ADD)).isTrue();
    assertThat(listed.admits(ALICE, Set.of(), RequestType.ADMIN_ADD)).isTrue();
    assertThat(listed.admits(bob, Set.of(), RequestType.ADMIN_ADD)).isFalse();
    assertThat(listed.withVersion(7).version()).isEqualTo(7);
    var many = IntStream.rangeClosed(0, PolicyTerms.MAX_TARGETS).mapToObj(n -> "u" + n);
    assertThatThrownBy(
            () -> policy(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, many.toArray(String[]::new)))
        .hasMessageContaining("at most");
  }

  @Test
  void a_resource_finds_its_roles_and_scopes_by_origin() {
    var held = roleScope(1);
    var resource =
        new Resource(
            held.resource(),
            0,
            CATALOG,
            "Group",
            "",
            held.resourceOrigin(),
            List.of(held.role()),
            List.of(held.scope()),
            BY_ADMIN);

    assertThat(resource.role("group-1")).contains(held.role());
    assertThat(resource.role("other")).isEmpty();
    assertThat(resource.scope("group-1")).contains(held.scope());
    assertThat(resource.scope("other")).isEmpty();
    assertThat(resource.withVersion(2).version()).isEqualTo(2);
    assertThat(held.id().toString())
        .isEqualTo(held.role().id().value() + "_" + held.scope().id().value());
    assertThat(held.displayName()).isEqualTo("Member of Group 1");
  }

  @Test
  void text_that_is_blank_too_long_or_holds_nul_is_named() {
    assertThatThrownBy(() -> new Origin(" ", "id"))
        .isInstanceOfSatisfying(
            InvalidMemberException.class,
            invalid -> {
              assertThat(invalid.member()).isEqualTo("originSystem");
              assertThat(invalid.reason()).isEqualTo("must not be blank");
            })
        .hasMessage("originSystem must not be blank");
    assertThatThrownBy(() -> new Origin("s", "")).hasMessageContaining("originId");
    assertThatThrownBy(() -> new Origin("s", "x".repeat(Origin.MAX_ID + 1)))
        .hasMessageContaining("at most 1000");
    assertThat(new Origin("s", "x".repeat(Origin.MAX_ID)).id()).hasSize(Origin.MAX_ID);
    assertThatThrownBy(() -> new Origin("s", "a\0")).hasMessageContaining("U+0000");
    assertThatThrownBy(() -> Subject.of("")).hasMessageContaining("objectId");
    assertThatThrownBy(() -> Actor.application("")).hasMessageContaining("actor id");
    assertThatThrownBy(() -> catalog("", "")).hasMessageContaining("displayName");
    assertThatThrownBy(() -> catalog("c", "x".repeat(4_001))).hasMessageContaining("description");
    assertThat(catalog("c", "d").withVersion(3).version()).isEqualTo(3);
    assertThatThrownBy(() -> new ResourceRole(roleScope(1).role().id(), "", "", origin()))
        .hasMessageContaining("displayName");
    assertThatThrownBy(() -> new ResourceScope(roleScope(1).scope().id(), "", "", origin(), true))
        .hasMessageContaining("displayName");
  }

  private static Origin origin() {
    return new Origin("Ldap", "x");
  }

  private static Catalog catalog(String name, String description) {
    return new Catalog(
        CATALOG, 0, new Catalog.Terms(name, description, true, false, Optional.empty()), BY_ADMIN);
  }

  @Test
  void a_subject_has_the_same_id_wherever_it_appears_in_a_tenant() {
    assertThat(ALICE.id(TENANT)).isEqualTo(Subject.of("alice").id(TENANT));
    assertThat(ALICE.id(TENANT)).isNotEqualTo(Subject.of("bob").id(TENANT));
    assertThat(ALICE.id(TENANT)).isNotEqualTo(ALICE.id(new TenantId(new UUID(9, 8))));
    assertThat(TENANT.toString()).isEqualTo(TENANT.value().toString());
    assertThat(Actor.user("a").kind()).isEqualTo(Actor.Kind.USER);
  }

  @Test
  void access_ends_as_its_expiration_says() {
    var end = NOW.plusSeconds(60);

    assertThat(new Expiration.NotSpecified().endOf(NOW)).isEmpty();
    assertThat(new Expiration.NoExpiration().endOf(NOW)).isEmpty();
    assertThat(new Expiration.AfterDateTime(end).endOf(NOW)).contains(end);
    assertThat(new Expiration.AfterDuration(Duration.ofMinutes(1)).endOf(NOW)).contains(end);
    assertThatThrownBy(() -> new Expiration.AfterDuration(Duration.ZERO))
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> new Expiration.AfterDuration(Duration.ofSeconds(-1)))
        .hasMessageContaining("positive");
    assertThat(new Expiration.AfterDuration(Expiration.LONGEST).endOf(NOW)).isPresent();
    assertThatThrownBy(() -> new Expiration.AfterDuration(Expiration.LONGEST.plusNanos(1)))
        .hasMessageContaining("at most 36525 days");
  }

  @Test
  void a_schedule_without_an_end_takes_the_policys_and_one_with_an_end_keeps_it() {
    var forever = new Expiration.NoExpiration();
    var minute = new Expiration.AfterDuration(Duration.ofMinutes(1));
    var asked = new Schedule(Optional.of(NOW), minute);

    assertThat(Schedule.UNSPECIFIED.orElse(forever).expiration()).isEqualTo(forever);
    assertThat(asked.orElse(forever)).isSameAs(asked);
    assertThat(asked.from(NOW.plusSeconds(5))).isSameAs(asked);
    assertThat(asked.startsAfter(NOW)).isFalse();
    assertThat(asked.startsAfter(NOW.minusNanos(1))).isTrue();
    assertThat(Schedule.UNSPECIFIED.startsAfter(NOW)).isFalse();
    assertThat(new Schedule(Optional.empty(), minute).isOver(NOW)).isFalse();
  }

  @Test
  void history_keeps_its_details_in_order_and_closed() {
    var entry =
        HistoryEntry.of(
            new UUID(1, 1),
            new AssignmentRequest.Id(new UUID(1, 2)),
            NOW,
            Actor.ENGINE,
            HistoryEntry.Activity.SUBMITTED,
            Map.of("b", "2", "a", "1"));

    assertThat(entry.details()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(entry.details().firstKey()).isEqualTo("a");
    assertThatThrownBy(() -> entry.details().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(new AssignmentRequest.Id(new UUID(1, 1)).compareTo(entry.request())).isNegative();
    assertThat(Collections.max(List.of(entry.request()))).isEqualTo(entry.request());
    assertThat(Set.of(entry)).hasSize(1);
  }
}
