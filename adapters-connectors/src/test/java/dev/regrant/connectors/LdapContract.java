package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.application.Connector;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.ConnectorContract;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every connector promises, kept with an LDAP server. */
abstract class LdapContract extends ConnectorContract {
  static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int SEARCH_REQUEST = 0x63;
  private static final int MODIFY_REQUEST = 0x66;

  private final Map<Subject, String> dns = new ConcurrentHashMap<>();
  LdapPeople people;
  String group;
  LdapConnector connector;
  BreakableProxy proxy;

  abstract int port();

  abstract String bindDn();

  @BeforeEach
  void connect() throws LDAPException {
    people = new LdapPeople(port(), bindDn());
    group = people.addGroup("staff" + NUMBER.incrementAndGet());
    proxy = new BreakableProxy(port(), LdapContract::isChange);
    connector = new LdapConnector(settings(proxy.port()), clock());
  }

  @AfterEach
  void disconnect() {
    connector.close();
    proxy.close();
    people.close();
  }

  final LdapSettings settings(int port, String... referralHosts) {
    var s =
        TestDirectory.settings(
            TestDirectory.servers(URI.create("ldap://127.0.0.1:" + port), referralHosts));
    return new LdapSettings(
        s.originSystem(),
        s.servers(),
        new LdapSettings.Account(bindDn(), TestDirectory.PASSWORD),
        s.users(),
        s.groups(),
        s.limits());
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Subject newSubject() {
    String uid = "person" + NUMBER.incrementAndGet();
    try {
      var subject = Subject.of(people.addPerson(uid));
      dns.put(subject, "uid=" + uid + "," + PEOPLE);
      return subject;
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected ResourceRoleScope roleScope() {
    return Calls.member("anyone", group).roleScope();
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    return Calls.member("anyone", "cn=gone," + GROUPS).roleScope();
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return holds(people, subject, roleScope.resourceOrigin().id());
  }

  final boolean holds(LdapPeople server, Subject subject, String group) {
    try {
      return server.values(group, "member").contains(String.valueOf(dns.get(subject)));
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void set(Mode mode) {
    proxy.set(mode);
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(TestDirectory.PASSWORD);
  }

  @Override
  protected InstantSource clock() {
    return InstantSource.system();
  }

  static boolean isChange(String packet) {
    return operation(packet) == MODIFY_REQUEST;
  }

  static boolean isSearch(String packet) {
    return operation(packet) == SEARCH_REQUEST;
  }

  /** Reads an LDAPMessage (RFC 4511, 4.1.1) up to the tag of its operation. */
  private static int operation(String packet) {
    int lengthOctets = packet.charAt(1) < 0x80 ? 0 : packet.charAt(1) & 0x7f;
    int messageId = 2 + lengthOctets;
    int operation = messageId + 2 + packet.charAt(messageId + 1);
    return packet.charAt(operation);
  }
}
