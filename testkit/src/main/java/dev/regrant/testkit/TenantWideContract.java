package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.ConnectedOrganizationField;
import dev.regrant.application.Filter;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.application.SubjectField;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.ConnectedOrganization.Sponsors;
import dev.regrant.domain.ConnectedOrganization.State;
import dev.regrant.domain.IdentitySource;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import dev.regrant.domain.TenantSettings.LifecycleAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What belongs to a tenant and to no catalog: settings, connected organisations, subjects. */
abstract class TenantWideContract extends ContractPart {
  @Test
  void settings_keep_every_property_and_are_a_tenants_own() {
    assertThatOne(tx -> tx.settings().find(tenant)).isEmpty();
    run(
        tx ->
            tx.settings()
                .save(
                    new TenantSettings(
                        tenant, 0, LifecycleAction.BLOCK_SIGN_IN, Duration.ofSeconds(1, 7000))));
    var changed =
        new TenantSettings(
            tenant, 1, LifecycleAction.BLOCK_SIGN_IN_AND_DELETE, TenantSettings.MAX_DURATION);

    run(tx -> tx.settings().save(changed));

    assertThatOne(tx -> tx.settings().find(tenant)).contains(changed.withVersion(2));
    Map<TenantId, TenantSettings> elsewhere =
        call(freshTenant(), tx -> tx.settings().findAll(List.of(tenant)));
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void settings_that_changed_meanwhile_are_not_overwritten() {
    run(tx -> tx.settings().save(TenantSettings.unset(tenant)));
    run(tx -> tx.settings().save(TenantSettings.unset(tenant).withVersion(1)));

    for (int old = 0; old < 2; old++) {
      var stale = TenantSettings.unset(tenant).withVersion(old);
      assertThatThrownBy(() -> run(tx -> tx.settings().save(stale)))
          .isInstanceOf(StaleEntityException.class);
    }
  }

  private static ConnectedOrganization organization(
      String name, List<IdentitySource> sources, Sponsors sponsors, Authorship authorship) {
    return new ConnectedOrganization(
        new ConnectedOrganization.Id(World.nextId()),
        0,
        new ConnectedOrganization.Terms(name, name, State.PROPOSED, sources),
        sponsors,
        authorship);
  }

  @Test
  void connected_organizations_keep_every_property() {
    var saved = new ArrayList<ConnectedOrganization>();
    for (IdentitySource.Kind kind : IdentitySource.Kind.values()) {
      var source =
          new IdentitySource(
              kind,
              ODD_TEXT,
              ODD_TEXT,
              kind.hasDetail() ? Optional.of(ODD_TEXT) : Optional.empty());
      saved.add(
          organization(
              ODD_TEXT,
              List.of(source, new IdentitySource(kind, "", "other", Optional.empty())),
              new Sponsors(
                  Set.of(SubjectSet.user("a"), SubjectSet.group(ODD_TEXT)),
                  Set.of(SubjectSet.user("b"))),
              Authorship.of(Actor.user("a"), NOW)));
    }
    saved.add(
        organization(
            "bare",
            List.of(),
            Sponsors.NONE,
            new Authorship(Optional.empty(), NOW, Optional.empty(), NOW)));

    assertFoundAsSaved(Kind.CONNECTED_ORGANIZATION, Tx::connectedOrganizations, saved);
  }

  @Test
  void a_connected_organization_is_replaced_as_a_whole_and_goes() {
    var first = organization("one", List.of(), Sponsors.NONE, Authorship.of(Actor.user("a"), NOW));
    var changed =
        new ConnectedOrganization(
            first.id(),
            0,
            new ConnectedOrganization.Terms(
                "two",
                "",
                State.CONFIGURED,
                List.of(
                    new IdentitySource(
                        IdentitySource.Kind.DOMAIN_IDENTITY_SOURCE,
                        "x",
                        "example.com",
                        Optional.empty()))),
            new Sponsors(Set.of(), Set.of(SubjectSet.user("b"))),
            first.authorship().changedBy(Actor.application("b"), NOW.plusSeconds(1)));

    assertReplaced(Kind.CONNECTED_ORGANIZATION, Tx::connectedOrganizations, first, changed);

    run(tx -> tx.connectedOrganizations().delete(changed.withVersion(2)));
    assertThatOne(tx -> tx.connectedOrganizations().find(first.id())).isEmpty();
  }

  @Test
  void connected_organizations_are_found_by_each_field() {
    var one = organization("one", List.of(), Sponsors.NONE, Authorship.of(Actor.user("a"), NOW));
    var two =
        organization(
            "two", List.of(), Sponsors.NONE, Authorship.of(Actor.user("a"), NOW.plusSeconds(1)));
    run(tx -> tx.connectedOrganizations().saveAll(List.of(one, two)));

    assertThat(
            Stream.of(
                Filter.eq(ConnectedOrganizationField.ID, one.id().value()),
                Filter.eq(ConnectedOrganizationField.DISPLAY_NAME, "one"),
                Filter.eq(ConnectedOrganizationField.CREATED, NOW)))
        .allSatisfy(
            filter ->
                assertThatAll(tx -> tx.connectedOrganizations().all(filter))
                    .containsExactly(one.withVersion(1)));
  }

  private SubjectEntry entry(Subject subject) {
    return SubjectEntry.of(tenant, subject);
  }

  @Test
  void subjects_keep_every_property() {
    var described =
        new Subject(
            ODD_TEXT, Optional.of(ODD_TEXT), Optional.of(ODD_TEXT + 1), Optional.of(ODD_TEXT + 2));
    assertFoundAsSaved(
        Kind.SUBJECT,
        Tx::subjects,
        Stream.concat(
                Stream.of(entry(described)),
                Stream.of(SubjectEntry.Lifecycle.values())
                    .map(one -> entry(Subject.of(one.name())).with(one)))
            .toList());
  }

  @Test
  void somebody_is_a_subject_once() {
    var first = entry(Subject.of("a"));
    run(tx -> tx.subjects().save(first));

    assertThatThrownBy(() -> run(tx -> tx.subjects().save(first)))
        .isInstanceOf(StaleEntityException.class);
    var sameUnderAnotherId =
        new SubjectEntry(
            new SubjectEntry.Id(World.nextId()), 0, first.subject(), first.lifecycle());
    assertThatThrownBy(() -> run(tx -> tx.subjects().save(sameUnderAnotherId)))
        .isInstanceOf(StaleEntityException.class);
  }

  @Test
  void subjects_are_found_by_each_field() {
    var one = entry(new Subject("a", Optional.of("Ann"), Optional.of("ann@x"), Optional.of("a@x")));
    run(tx -> tx.subjects().saveAll(List.of(one, entry(Subject.of("b")))));

    assertThat(
            Stream.of(
                Filter.eq(SubjectField.ID, one.id().value()),
                Filter.eq(SubjectField.OBJECT_ID, "a"),
                Filter.eq(SubjectField.DISPLAY_NAME, "Ann"),
                Filter.eq(SubjectField.PRINCIPAL_NAME, "ann@x"),
                Filter.eq(SubjectField.EMAIL, "a@x")))
        .allSatisfy(
            filter ->
                assertThatAll(tx -> tx.subjects().all(filter)).containsExactly(one.withVersion(1)));
  }
}
