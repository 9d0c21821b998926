package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.scim;

import dev.regrant.application.Connector;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.ConnectorContract;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** What every connector must do, against a server of some kind. */
abstract class ScimContract extends ConnectorContract {
  private final TestScimServer server;
  private final BreakableProxy proxy;
  private final ScimConnector connector;
  private final String group;
  private int people;

  /**
   * @param method by which the server is changed
   */
  ScimContract(TestScimServer server, String method) {
    this.server = server;
    this.proxy = new BreakableProxy(server.port(), sent -> sent.startsWith(method + " "));
    this.connector =
        new ScimConnector(
            TestScimServer.settings(TestScimServer.url(proxy.port()), UserKey.ID), CLOCK);
    this.group = server.addGroup("staff");
  }

  @AfterEach
  void close() {
    connector.close();
    proxy.close();
    server.close();
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Subject newSubject() {
    return Subject.of(server.addUser("person" + people++));
  }

  @Override
  protected ResourceRoleScope roleScope() {
    return scimRole(group);
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    return scimRole("no-such-group");
  }

  private static ResourceRoleScope scimRole(String originId) {
    return scim("nobody", originId).roleScope();
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return server.members(roleScope.resourceOrigin().id()).contains(subject.objectId());
  }

  @Override
  protected void set(Mode mode) {
    proxy.set(mode);
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(TestScimServer.TOKEN);
  }

  @Override
  protected InstantSource clock() {
    return CLOCK;
  }
}
