package dev.regrant.connectors;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A real LDAP listener on a free loopback port, with people and groups, that tests can disturb. */
final class TestDirectory implements AutoCloseable {
  static final String BASE = "dc=example,dc=com";
  static final String PEOPLE = "ou=People," + BASE;
  static final String GROUPS = "ou=Groups," + BASE;
  static final String BIND_DN = "cn=regrant";
  static final String PASSWORD = "correct horse";

  /** What happens before the server handles a request; an exception is its answer. */
  interface Disturbance {
    void happen() throws LDAPException;
  }

  volatile Disturbance beforeBind = () -> {};
  volatile Disturbance beforeSearch = () -> {};
  volatile Disturbance beforeCompare = () -> {};
  volatile Disturbance beforeModify = () -> {};
  final AtomicInteger binds = new AtomicInteger();
  final AtomicInteger modifications = new AtomicInteger();
  final InMemoryDirectoryServer server;

  TestDirectory() {
    this(Listener.PLAIN);
  }

  TestDirectory(Listener listener) {
    try {
      var config = new InMemoryDirectoryServerConfig(BASE);
      config.addAdditionalBindCredentials(BIND_DN, PASSWORD);
      config.setListenerConfigs(listener.config());
      config.setSchema(Schema.mergeSchemas(Schema.getDefaultStandardSchema(), groups()));
      config.addInMemoryOperationInterceptor(new Interceptor());
      server = new InMemoryDirectoryServer(config);
      add("dc=example,dc=com", "objectClass: top", "objectClass: domain");
      add(PEOPLE, "objectClass: organizationalUnit");
      add(GROUPS, "objectClass: organizationalUnit");
      server.startListening();
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  /** How the directory listens. */
  interface Listener {
    Listener PLAIN = () -> plain(null);

    InMemoryListenerConfig config() throws LDAPException;

    static InMemoryListenerConfig plain(@Nullable SSLSocketFactory startTls) throws LDAPException {
      return InMemoryListenerConfig.createLDAPConfig(
          "ldap", InetAddress.getLoopbackAddress(), 0, startTls);
    }
  }

  void disconnect() {
    server.shutDown(true);
  }

  void start() {
    try {
      server.startListening();
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds a person and returns the object id that the server gave it. */
  String addPerson(String uid) {
    return addPersonAt("uid=" + uid + "," + PEOPLE, "uid: " + uid, "mail: " + uid + "@example.com");
  }

  String addPersonAt(String dn, String... attributes) {
    var lines = new ArrayList<>(List.of(attributes));
    lines.add("objectClass: inetOrgPerson");
    lines.add("objectClass: extensibleObject");
    lines.add("cn: Person");
    lines.add("sn: Person");
    add(dn, lines.toArray(String[]::new));
    return Optional.ofNullable(entry(dn).getAttributeValue("entryUUID")).orElseThrow();
  }

  /** Adds a group of the object class, with one founding member where it needs one. */
  String addGroup(String cn, String objectClass) {
    String dn = "cn=" + cn + "," + GROUPS;
    String founder = "uid=founder," + PEOPLE;
    switch (objectClass) {
      case "groupOfNames" -> add(dn, "objectClass: groupOfNames", "member: " + founder);
      case "groupOfUniqueNames" ->
          add(dn, "objectClass: groupOfUniqueNames", "uniqueMember: " + founder);
      case "posixGroup" -> add(dn, "objectClass: posixGroup", "gidNumber: 100");
      default -> add(dn, "objectClass: " + objectClass);
    }
    return dn;
  }

  void add(String dn, String... attributes) {
    var ldif = new StringBuilder("dn: ").append(dn).append('\n');
    for (String attribute : attributes) {
      ldif.append(attribute).append('\n');
    }
    try (var reader = new LDIFReader(new BufferedReader(new StringReader(ldif.toString())))) {
      server.add(Optional.ofNullable(reader.readEntry()).orElseThrow());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void delete(String dn) {
    try {
      server.delete(dn);
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  void remove(String dn, String attribute, String value) {
    try {
      server.modify(dn, new Modification(ModificationType.DELETE, attribute, value));
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  Set<String> values(String dn, String attribute) {
    String[] values = entry(dn).getAttributeValues(attribute);
    return values == null ? Set.of() : Set.of(values);
  }

  private SearchResultEntry entry(String dn) {
    try {
      return Optional.ofNullable(server.getEntry(dn, "*", "+")).orElseThrow();
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  URI url() {
    return URI.create("ldap://127.0.0.1:" + server.getListenPort());
  }

  LdapSettings settings() {
    return settings(LdapSettings.Servers.of(url().toString()));
  }

  /** A server, in clear, and whom it may refer to. */
  static LdapSettings.Servers servers(URI url, String... referralHosts) {
    return new LdapSettings.Servers(
        List.of(url), false, Optional.empty(), false, Set.of(referralHosts));
  }

  /** Says that what is under {@code ou} is kept elsewhere. */
  String addReferral(String ou, String... urls) {
    var lines = new ArrayList<>(List.of("objectClass: referral", "objectClass: extensibleObject"));
    for (String url : urls) {
      lines.add("ref: " + url);
    }
    String dn = "ou=" + ou + "," + BASE;
    add(dn, lines.toArray(String[]::new));
    return dn;
  }

  static LdapSettings settings(LdapSettings.Servers servers) {
    return new LdapSettings(
        LdapSettings.DEFAULT_ORIGIN_SYSTEM,
        servers,
        new LdapSettings.Account(BIND_DN, PASSWORD),
        LdapSettings.Users.under(PEOPLE),
        LdapSettings.Groups.AUTOMATIC,
        new LdapSettings.Limits(4, Duration.ofSeconds(10), Duration.ofSeconds(10)));
  }

  /** A disturbance that answers with a result code. */
  static Disturbance answer(ResultCode code) {
    return () -> {
      throw new LDAPException(code, "on purpose");
    };
  }

  // What the SDK's schema has not, or has in a laxer form: RFC 2307, RFC 4519, Active Directory.
  private static Schema groups() throws LDAPException {
    return new Schema(
        new Entry(
            "cn=schema",
            new Attribute(
                "attributeTypes",
                "( 1.2.840.113556.1.4.2 NAME 'objectGUID'"
                    + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )",
                "( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch"
                    + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
                "( 1.3.6.1.1.1.1.1 NAME 'gidNumber' EQUALITY integerMatch"
                    + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
                "( 1.3.6.1.1.1.1.12 NAME 'memberUid' EQUALITY caseExactIA5Match"
                    + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )"),
            new Attribute(
                "objectClasses",
                "( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY member )",
                "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ cn ) )",
                "( 2.5.6.17 NAME 'groupOfUniqueNames' SUP top STRUCTURAL"
                    + " MUST ( uniqueMember $ cn ) )",
                "( 1.3.6.1.1.1.2.2 NAME 'posixGroup' SUP top STRUCTURAL"
                    + " MUST ( cn $ gidNumber ) MAY memberUid )")));
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Interceptor extends InMemoryOperationInterceptor {
    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request)
        throws LDAPException {
      binds.incrementAndGet();
      beforeBind.happen();
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request)
        throws LDAPException {
      beforeSearch.happen();
    }

    @Override
    public void processCompareRequest(InMemoryInterceptedCompareRequest request)
        throws LDAPException {
      beforeCompare.happen();
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest request)
        throws LDAPException {
      modifications.incrementAndGet();
      beforeModify.happen();
    }
  }
}
