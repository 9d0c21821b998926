package dev.regrant.bootstrap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import dev.regrant.connectors.LdapSettings;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A real LDAP listener on a free loopback port, with the people and groups of a test. */
final class TestLdap implements AutoCloseable {
  private static final String BASE = "dc=example,dc=com";
  private static final String PEOPLE = "ou=People," + BASE;
  private static final String GROUPS = "ou=Groups," + BASE;
  private static final String BIND_DN = "cn=regrant";
  private static final String PASSWORD = "correct horse";

  private final InMemoryDirectoryServer server;

  TestLdap() {
    try {
      var config = new InMemoryDirectoryServerConfig(BASE);
      config.addAdditionalBindCredentials(BIND_DN, PASSWORD);
      config.setListenerConfigs(
          InMemoryListenerConfig.createLDAPConfig(
              "ldap", InetAddress.getLoopbackAddress(), 0, null));
      server = new InMemoryDirectoryServer(config);
      server.startListening();
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
    add("dn: " + BASE, "objectClass: domain", "dc: example");
    add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: People");
    add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: Groups");
  }

  int port() {
    return server.getListenPort();
  }

  LdapSettings settings() {
    return settings(port());
  }

  /** The settings of who comes by way of another port. */
  static LdapSettings settings(int port) {
    return new LdapSettings(
        LdapSettings.DEFAULT_ORIGIN_SYSTEM,
        LdapSettings.Servers.of("ldap://127.0.0.1:" + port),
        new LdapSettings.Account(BIND_DN, PASSWORD),
        LdapSettings.Users.under(PEOPLE),
        LdapSettings.Groups.AUTOMATIC,
        LdapSettings.Limits.DEFAULT);
  }

  /** Adds a person and returns the object id that the server gave them. */
  String addPerson(String uid) {
    add(
        "dn: " + person(uid),
        "objectClass: inetOrgPerson",
        "uid: " + uid,
        "cn: " + uid,
        "sn: " + uid,
        "displayName: " + uid,
        "mail: " + uid + "@example.com");
    return values(person(uid), "entryUUID").getFirst();
  }

  static String person(String uid) {
    return "uid=" + uid + "," + PEOPLE;
  }

  static String group(String cn) {
    return "cn=" + cn + "," + GROUPS;
  }

  /** Adds a group with a founder, as a group of names must have a member. */
  String addGroup(String cn) {
    add("dn: " + group(cn), "objectClass: groupOfNames", "cn: " + cn, "member: cn=founder");
    return group(cn);
  }

  /** Who is in the group beside its founder. */
  List<String> members(String group) {
    return values(group, "member").stream().filter(member -> !member.equals("cn=founder")).toList();
  }

  void setManager(String uid, String manager) {
    modify(person(uid), ModificationType.ADD, "manager", person(manager));
  }

  /** Takes somebody out of a group, as others than the server may. */
  void removeMember(String group, String uid) {
    modify(group, ModificationType.DELETE, "member", person(uid));
  }

  private void modify(String dn, ModificationType how, String attribute, String value) {
    try {
      server.modify(dn, new Modification(how, attribute, value));
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  private void add(String... ldif) {
    try {
      server.add(ldif);
    } catch (LDAPException | LDIFException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> values(String dn, String attribute) {
    try {
      return Optional.ofNullable(server.getEntry(dn, attribute))
          .flatMap(entry -> Optional.ofNullable(entry.getAttributeValues(attribute)))
          .map(Arrays::asList)
          .orElse(List.of());
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
