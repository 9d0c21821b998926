package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SubjectDirectory} must do, as tests: whoever writes one extends this class,
 * gives it the directory and means to fill it, and passes. Each test works with people and groups
 * of its own, so that all of them can share one directory.
 */
public abstract class SubjectDirectoryContract {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final int ALL = 100;

  /** For subclasses. */
  protected SubjectDirectoryContract() {}

  /** The directory under test. */
  protected abstract SubjectDirectory directory();

  /** Adds a person; answers the object id. */
  protected abstract String newPerson();

  /** Adds a group of these people and these groups; answers its id. */
  protected abstract String newGroup(List<String> people, List<String> groups);

  /** Puts one group into another one. */
  protected abstract void nest(String inner, String outer);

  /** Makes someone the manager of a person. */
  protected abstract void setManager(String person, String manager);

  /** Takes a person away. */
  protected abstract void remove(String person);

  /** An id that no person has. */
  protected String unknownPerson() {
    return "00000000-0000-0000-0000-000000000000";
  }

  /** An id that no group has. */
  protected abstract String unknownGroup();

  /** Makes the directory unreachable, for the rest of the test. */
  protected abstract void disconnect();

  @Test
  void people_are_found_by_their_object_ids_and_others_are_left_out() {
    String ada = newPerson();
    String bob = newPerson();

    assertThat(directory().findAll(TENANT, List.of(ada, bob, unknownPerson())))
        .containsOnlyKeys(ada, bob);
  }

  @Test
  void a_person_is_in_the_groups_that_hold_them() {
    String ada = newPerson();
    String bob = newPerson();
    String both = newGroup(List.of(ada, bob), List.of());
    String bobs = newGroup(List.of(bob), List.of());

    assertThat(directory().groupsOf(TENANT, ada, List.of(both, bobs))).containsExactly(both);
    assertThat(directory().groupsOf(TENANT, bob, List.of(both, bobs)))
        .containsExactlyInAnyOrder(both, bobs);
  }

  @Test
  void a_person_is_in_the_groups_around_their_groups() {
    String ada = newPerson();
    String bob = newPerson();
    String inner = newGroup(List.of(ada), List.of());
    String middle = newGroup(List.of(bob), List.of(inner));
    String outer = newGroup(List.of(), List.of(middle));

    assertThat(directory().groupsOf(TENANT, ada, List.of(outer, inner)))
        .containsExactlyInAnyOrder(outer, inner);
    assertThat(directory().groupsOf(TENANT, bob, List.of(outer, inner))).containsExactly(outer);
  }

  @Test
  void groups_in_a_circle_end() {
    String ada = newPerson();
    String bob = newPerson();
    String one = newGroup(List.of(ada), List.of());
    String other = newGroup(List.of(), List.of(one));
    nest(other, one);

    assertThat(directory().groupsOf(TENANT, ada, List.of(one, other)))
        .containsExactlyInAnyOrder(one, other);
    assertThat(directory().groupsOf(TENANT, bob, List.of(one, other))).isEmpty();
    assertThat(directory().membersOf(TENANT, other, ALL)).containsExactly(ada);
  }

  @Test
  void an_unknown_group_holds_nobody_and_an_unknown_person_is_in_no_group() {
    String ada = newPerson();
    String group = newGroup(List.of(ada), List.of());

    assertThat(directory().groupsOf(TENANT, ada, List.of(unknownGroup()))).isEmpty();
    assertThat(directory().groupsOf(TENANT, ada, List.of(unknownGroup(), group)))
        .containsExactly(group);
    assertThat(directory().groupsOf(TENANT, ada, List.of())).isEmpty();
    assertThat(directory().groupsOf(TENANT, unknownPerson(), List.of(group))).isEmpty();
    assertThat(directory().membersOf(TENANT, unknownGroup(), ALL)).isEmpty();
  }

  @Test
  void text_that_is_no_id_is_an_unknown_id() {
    String ada = newPerson();
    String group = newGroup(List.of(ada), List.of());

    for (String odd : List.of(" ", "*", ")(", "a\"b", "..", "x/y?z=1#", "ü")) {
      assertThat(directory().groupsOf(TENANT, ada, List.of(odd, group))).containsExactly(group);
      assertThat(directory().membersOf(TENANT, odd, ALL)).isEmpty();
      assertThat(directory().groupsOf(TENANT, odd, List.of(group))).isEmpty();
      assertThat(directory().managerOf(TENANT, odd)).isEmpty();
    }
  }

  @Test
  void a_group_tells_its_people_up_to_a_limit() {
    String ada = newPerson();
    String bob = newPerson();
    String eve = newPerson();
    String inner = newGroup(List.of(eve, ada), List.of());
    String group = newGroup(List.of(ada, bob), List.of(inner));

    assertThat(directory().membersOf(TENANT, group, ALL)).containsExactlyInAnyOrder(ada, bob, eve);
    assertThat(directory().membersOf(TENANT, group, 2)).hasSize(2).isSubsetOf(ada, bob, eve);
    assertThat(directory().membersOf(TENANT, newGroup(List.of(), List.of()), ALL)).isEmpty();
  }

  @Test
  void people_who_are_gone_are_no_members() {
    String ada = newPerson();
    String group = newGroup(List.of(ada), List.of());

    remove(ada);

    assertThat(directory().membersOf(TENANT, group, ALL)).isEmpty();
    assertThat(directory().groupsOf(TENANT, ada, List.of(group))).isEmpty();
  }

  @Test
  void a_person_has_the_manager_whom_the_directory_names() {
    String ada = newPerson();
    String grace = newPerson();
    setManager(ada, grace);

    assertThat(directory().managerOf(TENANT, ada).map(Subject::objectId)).contains(grace);
    assertThat(directory().managerOf(TENANT, grace)).isEmpty();
    assertThat(directory().managerOf(TENANT, unknownPerson())).isEmpty();
  }

  @Test
  void a_manager_who_is_gone_is_none() {
    String ada = newPerson();
    String grace = newPerson();
    setManager(ada, grace);

    remove(grace);

    assertThat(directory().managerOf(TENANT, ada)).isEmpty();
  }

  @Test
  void an_outage_is_an_exception_and_never_an_empty_answer() {
    String ada = newPerson();
    String group = newGroup(List.of(ada), List.of());

    disconnect();

    assertThatThrownBy(() -> directory().groupsOf(TENANT, ada, List.of(group)))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> directory().membersOf(TENANT, group, ALL))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> directory().managerOf(TENANT, ada))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> directory().findAll(TENANT, List.of(ada)))
        .isInstanceOf(UnavailableException.class);
  }
}
