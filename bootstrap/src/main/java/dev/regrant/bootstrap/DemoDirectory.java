package dev.regrant.bootstrap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyResult;
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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The demo's LDAP directory: a real listener on loopback, with people and groups in memory. It can
 * hold changes back, so that there is time to look at a request that is being delivered, and it can
 * stop before it has answered.
 */
final class DemoDirectory implements AutoCloseable {
  private static final String BASE = "dc=example,dc=com";
  private static final String PEOPLE = "ou=people," + BASE;
  private static final String ACCOUNT = "cn=regrant," + BASE;

  /** Less than a client waits for an answer. */
  private static final int PATIENCE_SECONDS = 10;

  /** After so many answers the next ones wait. */
  private record Silence(AtomicInteger answersLeft, CountDownLatch begun, CountDownLatch over) {
    static Silence after(int answers) {
      return new Silence(new AtomicInteger(answers), new CountDownLatch(1), new CountDownLatch(1));
    }
  }

  private final String password = UUID.randomUUID().toString();
  private final InMemoryDirectoryServer server;
  private final int port;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile Silence silence = Silence.after(Integer.MAX_VALUE);

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
            changes.incrementAndGet();
            await(gate);
          }

          @Override
          public void processModifyResult(InMemoryInterceptedModifyResult result) {
            var current = silence;
            if (current.answersLeft().getAndDecrement() <= 0) {
              current.begun().countDown();
              try {
                await(current.over());
              } catch (LDAPException tooLong) {
                result.setResult(tooLong.toLDAPResult());
              }
            }
          }
        });
    server = new InMemoryDirectoryServer(config);
    server.add(BASE, is("objectClass", "domain"), is("dc", "example"));
    server.add(PEOPLE, is("objectClass", "organizationalUnit"), is("ou", "people"));
    server.add("ou=groups," + BASE, is("objectClass", "organizationalUnit"), is("ou", "groups"));
    addPerson("olga", "Olga", "Owen");
    addPerson("ann", "Ann", "Archer");
    addPerson("bob", "Bob", "Baker");
    server.startListening();
    port = server.getListenPort();
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
    return port;
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

  /** Lets changes, and answers, go through. */
  void letGo() {
    gate.countDown();
    silence.over().countDown();
  }

  /** How many changes it has been asked to make so far. */
  int changes() {
    return changes.get();
  }

  /** From now on one change is made and answered; the next ones are made, but not answered yet. */
  void answerOnce() {
    silence = Silence.after(1);
  }

  /** Waits until a change is made that is not answered. */
  void awaitUnanswered() {
    try {
      if (!silence.begun().await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new FailureException("No second change came to the directory");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailureException("Interrupted");
    }
  }

  /** Listens no more, and closes all connections. What is not answered never will be. */
  void stop() {
    server.shutDown(true);
    silence.over().countDown();
  }

  /** Listens again after {@link #stop}, on the same port, with the same entries. */
  void start() throws LDAPException {
    silence = Silence.after(Integer.MAX_VALUE);
    server.startListening();
  }

  @Override
  public void close() {
    server.shutDown(true);
  }

  private static void await(CountDownLatch latch) throws LDAPException {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
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
