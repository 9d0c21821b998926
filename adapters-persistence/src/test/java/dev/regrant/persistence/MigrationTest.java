package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
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
    var settings = TestDatabase.in("older", 2);
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), TestDatabase.OWNER.user(), TestDatabase.OWNER.password())
        // What is done after each migration came later.
        .skipDefaultCallbacks(true)
        .locations("classpath:dev/regrant/persistence/migration")
        .table("regrant_schema_history")
        .schemas("older")
        .target("6")
        .load()
        .migrate();
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
