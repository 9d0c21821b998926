package dev.regrant.connectors;

import dev.regrant.application.Connector;
import dev.regrant.connectors.PostgresqlRolesSettings.LoginName;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.ConnectorContract;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class PostgresqlRolesContractTest extends ConnectorContract {
  private final String group = TestPostgresql.group();
  private final BreakableProxy proxy =
      new BreakableProxy(
          TestPostgresql.port(),
          packet -> packet.contains("grant " + group) || packet.contains("revoke " + group));
  private final PostgresqlRolesConnector connector =
      new PostgresqlRolesConnector(
          TestPostgresql.settings(
              proxy.port(), TestPostgresql.USER, TestPostgresql.PASSWORD, LoginName.OBJECT_ID),
          clock());

  @AfterEach
  void close() {
    proxy.close();
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Subject newSubject() {
    return Subject.of(TestPostgresql.login());
  }

  @Override
  protected ResourceRoleScope roleScope() {
    return Calls.membership(TestPostgresql.SYSTEM, group);
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return TestPostgresql.memberships(roleScope.resourceOrigin().id(), subject.objectId()) > 0;
  }

  @Override
  protected void set(BreakableProxy.Mode mode) {
    proxy.set(mode);
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    return Calls.membership(TestPostgresql.SYSTEM, "no_such_role");
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(TestPostgresql.PASSWORD);
  }

  @Override
  protected InstantSource clock() {
    return InstantSource.system();
  }
}
