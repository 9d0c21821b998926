package dev.regrant.bootstrap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.connectors.LdapSettings;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The demo's LDAP directory: a real listener on loopback, with people and groups in memory. It can
 * hold changes back, so that there is time to look at a request that is being delivered.
 */
final class DemoDirectory implements AutoCloseable {
  private static final String BASE = "dc=example,dc=com";
  private static final String PEOPLE = "ou=people," + BASE;
  private static final String ACCOUNT = "cn=regrant," + BASE;

  private final String password = UUID.randomUUID().toString();
  private final InMemoryDirectoryServer server;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /**
   * Listens on a free port.
   *
   * @param onChange runs when a change arrives, before it is made or held back
   */
  DemoDirectory(Runnable onChange) throws LDAPException {
    var config = new InMemoryDirectoryServerConfig(BASE);
    config.addAdditionalBindCredentials(ACCOUNT, password);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig("demo", InetAddress.getLoopbackAddress(), 0, null));
    // Other users of the machine reach loopback, too.
    config.setAuthenticationRequiredOperationTypes(
        EnumSet.complementOf(EnumSet.of(OperationType.BIND, OperationType.UNBIND)));
    config.addInMemoryOperationInterceptor(
        new InMemoryOperationInterceptor() {
          @Override
          public void processModifyRequest(InMemoryInterceptedModifyRequest request)
              throws LDAPException {
            onChange.run();
            await();
          }
        });
    server = new InMemoryDirectoryServer(config);
    server.add(BASE, is("objectClass", "domain"), is("dc", "example"));
    server.add(PEOPLE, is("objectClass", "organizationalUnit"), is("ou", "people"));
    server.add("ou=groups," + BASE, is("objectClass", "organizationalUnit"), is("ou", "groups"));
    addPerson("olga", "Olga", "Owen");
    addPerson("ann", "Ann", "Archer");
    server.startListening();
  }

  LdapSettings settings() {
    return new LdapSettings(
        LdapSettings.DEFAULT_ORIGIN_SYSTEM,
        LdapSettings.Servers.of("ldap://127.0.0.1:" + port()),
        new LdapSettings.Account(ACCOUNT, password),
        LdapSettings.Users.under(PEOPLE),
        LdapSettings.Groups.AUTOMATIC,
        LdapSettings.Limits.DEFAULT);
  }

  int port() {
    return server.getListenPort();
  }

  static String dnOfGroup(String name) {
    return "cn=%s,ou=groups,%s".formatted(name, BASE);
  }

  /** Adds a group, with Olga in it: a group of names is never empty. */
  void addGroup(String name) throws LDAPException {
    server.add(
        dnOfGroup(name),
        is("objectClass", "groupOfNames"),
        is("cn", name),
        is("member", "uid=olga," + PEOPLE));
  }

  /** The id by which the directory knows a person for good. */
  String objectId(String uid) throws LDAPException {
    return values("uid=" + uid + "," + PEOPLE, "entryUUID").getFirst();
  }

  /** The DNs of the members, as the directory answers over the network; none without a group. */
  List<String> members(String group) throws LDAPException {
    return values(dnOfGroup(group), "member");
  }

  private List<String> values(String dn, String attribute) throws LDAPException {
    try (var connection = new LDAPConnection("127.0.0.1", port(), ACCOUNT, password)) {
      var entry = connection.getEntry(dn, attribute);
      var values = entry == null ? null : entry.getAttributeValues(attribute);
      return values == null ? List.of() : List.of(values);
    }
  }

  /** From now on changes wait, until they are let go. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  /** Lets changes go through. */
  void letGo() {
    gate.countDown();
  }

  @Override
  public void close() {
    server.shutDown(true);
  }

  private void await() throws LDAPException {
    try {
      if (!gate.await(10, TimeUnit.SECONDS)) {
        throw new LDAPException(ResultCode.BUSY, "the change was not let go");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LDAPException(ResultCode.UNAVAILABLE, "the directory is closing");
    }
  }

  private void addPerson(String uid, String givenName, String surname) throws LDAPException {
    server.add(
        "uid=" + uid + "," + PEOPLE,
        is("objectClass", "inetOrgPerson"),
        is("uid", uid),
        is("givenName", givenName),
        is("sn", surname),
        is("cn", givenName + " " + surname),
        is("displayName", givenName + " " + surname),
        is("mail", uid + "@example.com"));
  }

  private static Attribute is(String name, String value) {
    return new Attribute(name, value);
  }
}
