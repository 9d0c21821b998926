package dev.regrant.bootstrap;

import static java.util.Objects.requireNonNull;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import dev.regrant.bootstrap.MembershipRecord.Membership;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An LDAP directory that is slow, busy, refuses, and loses connections before and after a change
 * was made, as a seed wants it. It keeps a record of what it was asked and did. Readings have no
 * faults but are slow, so that a change sent twice is the engine's fault.
 */
final class ChaosDirectory implements AutoCloseable {
  private static final String BASE = "dc=example,dc=com";
  private static final String PEOPLE = "ou=people," + BASE;
  private static final String GROUPS = "ou=groups," + BASE;
  private static final String PASSWORD = "correct horse";
  private static final int SLOWEST_MILLIS = 40;

  /**
   * What has waited longer is not done any more: a change that comes after its sender's lease is
   * nothing that an engine could prevent.
   */
  private static final Duration STALE = Duration.ofMillis(800);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum Fault {
    NONE,
    BUSY,
    FORBIDDEN,
    REQUEST_LOST,
    ANSWER_LOST
  }

  /** Holds the changes of one account back. */
  private record Gate(String account, CountDownLatch arrived, CountDownLatch open) {}

  private final MembershipRecord record;
  private final Random random;
  private final InMemoryDirectoryServer server;
  private final Map<Long, String> accounts = new ConcurrentHashMap<>();

  /** From the moment an operation is let in until it is in the record: the record is in order. */
  private final ReentrantLock order = new ReentrantLock(true);

  private volatile Gate gate = new Gate("", new CountDownLatch(0), new CountDownLatch(0));
  private volatile boolean isCalm;

  ChaosDirectory(long seed, MembershipRecord record, int servers) throws LDAPException {
    this.record = record;
    this.random = new Random(seed);
    var config = new InMemoryDirectoryServerConfig(BASE);
    for (int i = 0; i < servers; i++) {
      config.addAdditionalBindCredentials(account(i), PASSWORD);
    }
    config.setListenerConfigs(
        new InMemoryListenerConfig(
            "chaos", InetAddress.getLoopbackAddress(), 0, new CuttableSockets(), null, null));
    config.addInMemoryOperationInterceptor(new Interceptor());
    server = new InMemoryDirectoryServer(config);
    server.add(BASE, is("objectClass", "domain"), is("dc", "example"));
    server.add(PEOPLE, is("objectClass", "organizationalUnit"), is("ou", "people"));
    server.add(GROUPS, is("objectClass", "organizationalUnit"), is("ou", "groups"));
    server.startListening();
  }

  /** How a server finds it. Each has an account of its own, so that they can be told apart. */
  Map<String, String> variables(int server) {
    return Map.of(
        "REGRANT_LDAP_URL",
        "ldap://127.0.0.1:" + this.server.getListenPort(),
        "REGRANT_LDAP_BIND_DN",
        account(server),
        "REGRANT_LDAP_PASSWORD",
        PASSWORD,
        "REGRANT_LDAP_USER_BASE",
        PEOPLE);
  }

  /** Adds a person, and returns the id by which the directory knows them for good. */
  String addPerson(String uid) throws LDAPException {
    String dn = "uid=" + uid + "," + PEOPLE;
    server.add(
        dn, is("objectClass", "inetOrgPerson"), is("uid", uid), is("cn", uid), is("sn", uid));
    return values(requireNonNull(server.getEntry(dn, "entryUUID")), "entryUUID").getFirst();
  }

  /** Adds a group with a founder, as a group of names has a member; returns its DN. */
  String addGroup(String cn) throws LDAPException {
    String dn = "cn=" + cn + "," + GROUPS;
    server.add(
        dn, is("objectClass", "groupOfNames"), is("cn", cn), is("member", "cn=founder," + BASE));
    return dn;
  }

  /** Who is where, founders apart: read from the entries, not from the record. */
  Set<Membership> members() throws LDAPException {
    var members = new HashSet<Membership>();
    var groups = server.search(GROUPS, SearchScope.ONE, "(cn=*)").getSearchEntries();
    for (Entry group : requireNonNull(groups)) {
      for (String member : values(group, "member")) {
        if (member.startsWith("uid=")) {
          members.add(new Membership(name(member), name(group.getDN())));
        }
      }
    }
    return members;
  }

  /** From now on the changes of a server wait; returns once one does, or if none comes for long. */
  void hold(int server) throws InterruptedException {
    gate = new Gate(account(server), new CountDownLatch(1), new CountDownLatch(1));
    gate.arrived().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** What waits goes on. */
  void letGo() {
    gate.open().countDown();
  }

  /** From now on there are no faults. */
  void calm() {
    isCalm = true;
    letGo();
  }

  @Override
  public void close() {
    server.shutDown(true);
  }

  private static String account(int server) {
    return "cn=server-%d,%s".formatted(server, BASE);
  }

  /** The value of the first part of a DN. */
  private static String name(String dn) {
    return dn.substring(dn.indexOf('=') + 1, dn.indexOf(','));
  }

  private static List<String> values(Entry entry, String attribute) {
    return List.of(requireNonNull(entry.getAttributeValues(attribute)));
  }

  private static Attribute is(String name, String value) {
    return new Attribute(name, value);
  }

  private Fault nextFault() {
    int dice = isCalm ? 100 : random.nextInt(100);
    if (dice < 6) {
      return Fault.BUSY;
    }
    if (dice < 12) {
      return Fault.FORBIDDEN;
    }
    if (dice < 17) {
      return Fault.REQUEST_LOST;
    }
    return dice < 24 ? Fault.ANSWER_LOST : Fault.NONE;
  }

  private void dawdle() throws LDAPException {
    try {
      if (!isCalm) {
        Thread.sleep(random.nextInt(SLOWEST_MILLIS));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LDAPException(ResultCode.UNAVAILABLE, "the directory is closing");
    }
  }

  private void pass(String account) throws LDAPException {
    var current = gate;
    try {
      if (current.account().equals(account)) {
        current.arrived().countDown();
        current.open().await(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LDAPException(ResultCode.UNAVAILABLE, "the directory is closing");
    }
  }

  private final class Interceptor extends InMemoryOperationInterceptor {
    private static final String FAULT = "fault";

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
      accounts.put(request.getConnectionID(), request.getRequest().getBindDN());
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest request)
        throws LDAPException {
      long received = System.nanoTime();
      pass(Optional.ofNullable(accounts.get(request.getConnectionID())).orElse(""));
      dawdle();
      Fault fault = nextFault();
      switch (fault) {
        case BUSY -> throw new LDAPException(ResultCode.BUSY, "busy");
        case FORBIDDEN -> throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "not now");
        case REQUEST_LOST -> throw lost();
        case NONE, ANSWER_LOST -> {
          request.setProperty(FAULT, fault);
          order.lock();
          if (System.nanoTime() - received > STALE.toNanos()) {
            order.unlock();
            throw lost();
          }
        }
      }
    }

    private static LDAPException lost() {
      CuttableSockets.cut();
      return new LDAPException(ResultCode.UNAVAILABLE, "nobody hears this");
    }

    @Override
    public void processModifyResult(InMemoryInterceptedModifyResult result) {
      try {
        var modification = result.getRequest().getModifications().getFirst();
        record.changed(
            modification.getModificationType(),
            new Membership(name(modification.getValues()[0]), name(result.getRequest().getDN())),
            requireNonNull(result.getResult()).getResultCode());
      } finally {
        order.unlock();
      }
      if (result.getProperty(FAULT) == Fault.ANSWER_LOST) {
        CuttableSockets.cut();
      }
    }

    @Override
    public void processCompareRequest(InMemoryInterceptedCompareRequest request)
        throws LDAPException {
      dawdle();
      order.lock();
    }

    @Override
    public void processCompareResult(InMemoryInterceptedCompareResult result) {
      try {
        var request = result.getRequest();
        record.told(
            new Membership(name(request.getAssertionValue()), name(request.getDN())),
            requireNonNull(result.getResult()).getResultCode().equals(ResultCode.COMPARE_TRUE));
      } finally {
        order.unlock();
      }
    }
  }
}
