package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Filter;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What older versions have stored is there after the newer ones' migrations. */
class MigrationTest {
  private static final TenantId TENANT = new TenantId(new UUID(0, 1));
  private static final UUID ID = new UUID(0, 2);

  @Test
  void catalogs_packages_and_resources_outlive_the_migration_that_tells_who_made_them() {
    var settings = migratedTo("6", "older");
    insertWhatVersionSixKnew(settings);

    try (var store = JdbiStore.open(settings)) {
      store.inTransaction(
          TENANT,
          tx -> {
            var catalog = tx.catalogs().find(new Catalog.Id(ID)).orElseThrow();
            assertThat(catalog.terms())
                .isEqualTo(new Catalog.Terms("Sales", "", true, false, Optional.empty()));
            assertThat(catalog.authorship().createdBy()).isEmpty();
            var accessPackage = tx.accessPackages().find(new AccessPackage.Id(ID)).orElseThrow();
            assertThat(accessPackage.exclusions()).isEqualTo(Exclusions.NONE);
            assertThat(accessPackage.rollout()).isEmpty();
            var resource = tx.resources().find(new Resource.Id(ID)).orElseThrow();
            assertThat(resource.authorship().modifiedDateTime())
                .isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
            var request = tx.resourceRequests().find(new ResourceRequest.Id(ID)).orElseThrow();
            assertThat(request.type()).isEqualTo(ResourceRequest.Type.ADMIN_ADD);
            assertThat(request.requestedBy()).isEqualTo(Actor.ENGINE);
            assertThat(request.resource().withVersion(1)).isEqualTo(resource);
            return true;
          });
    }
  }

  @Test
  void whom_requests_were_about_before_there_were_subjects_is_a_subject() {
    var ann = new Subject("äöü/'ann", Optional.of("Ann"), Optional.of("ann@x"), Optional.of("a@x"));
    var bob = Subject.of("bob");
    var settings = migratedTo("12", "nameless");
    insertAssignments(
        settings, new Subject("äöü/'ann", Optional.of("Old"), ann.email(), ann.email()), ann, bob);

    try (var store = JdbiStore.open(settings)) {
      store.inTransaction(
          TENANT,
          tx -> {
            assertThat(tx.subjects().all(Filter.everything()))
                .containsExactlyInAnyOrder(
                    SubjectEntry.of(TENANT, ann).withVersion(1),
                    SubjectEntry.of(TENANT, bob).withVersion(1));
            return true;
          });
    }
  }

  private static void insertAssignments(DatabaseSettings settings, Subject... targets) {
    Jdbi.create(settings.jdbcUrl(), TestDatabase.OWNER.user(), TestDatabase.OWNER.password())
        .useHandle(
            handle -> {
              handle.execute("set search_path to nameless");
              for (int n = 0; n < targets.length; n++) {
                handle.execute(
                    """
                    insert into assignment (tenant_id, id, version, access_package_id, policy_id,
                      catalog_id, target_id, target_display_name, target_principal_name,
                      target_email, state, expiration, created_by_id, is_extended)
                    values (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 'EXPIRED', 'NO_EXPIRATION', 'a', false)
                    """,
                    TENANT.value(),
                    new UUID(1, n),
                    ID,
                    ID,
                    ID,
                    targets[n].objectId(),
                    targets[n].displayName().orElse(null),
                    targets[n].principalName().orElse(null),
                    targets[n].email().orElse(null));
              }
            });
  }

  private static DatabaseSettings migratedTo(String version, String schema) {
    var settings = TestDatabase.in(schema, 2);
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), TestDatabase.OWNER.user(), TestDatabase.OWNER.password())
        // What is done after each migration came later.
        .skipDefaultCallbacks(true)
        .locations("classpath:dev/regrant/persistence/migration")
        .table("regrant_schema_history")
        .schemas(schema)
        .target(version)
        .load()
        .migrate();
    return settings;
  }

  private static void insertWhatVersionSixKnew(DatabaseSettings settings) {
    Jdbi.create(settings.jdbcUrl(), TestDatabase.OWNER.user(), TestDatabase.OWNER.password())
        .useHandle(
            handle -> {
              handle.execute("set search_path to older");
              handle.execute(
                  """
                  insert into catalog (tenant_id, id, version, display_name, description,
                    is_published, is_externally_visible, created_at, modified_at)
                  values (?, ?, 1, 'Sales', '', true, false, '2026-03-01T12:00:00.123456Z',
                    '2026-03-01T12:00:00.123456Z')
                  """,
                  TENANT.value(),
                  ID);
              handle.execute(
                  """
                  insert into resource (tenant_id, id, version, catalog_id, display_name,
                    description, origin_system, origin_id, roles, scopes, created_at)
                  values (?, ?, 1, ?, 'Group', 'the group', 'Ldap', 'cn=g',
                    '[{"id":"00000000-0000-0000-0000-000000000009","displayName":"Member",
                       "description":"","origin":{"system":"Ldap","id":"Member_cn=g"}}]'::jsonb,
                    '[]', '2026-03-01T12:00:00.123456Z')
                  """,
                  TENANT.value(),
                  ID,
                  ID);
              handle.execute(
                  """
                  insert into access_package (tenant_id, id, version, catalog_id, display_name,
                    description, is_hidden, role_scopes, incompatible_package_ids, created_at,
                    modified_at)
                  values (?, ?, 1, ?, 'Project', '', false, '[]', '[]', '2026-03-01Z',
                    '2026-03-01Z')
                  """,
                  TENANT.value(),
                  ID,
                  ID);
            });
  }
}
