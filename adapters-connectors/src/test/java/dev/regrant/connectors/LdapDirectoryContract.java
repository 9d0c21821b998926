package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.SubjectDirectoryContract;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every directory of people promises, kept with an LDAP server. */
abstract class LdapDirectoryContract extends SubjectDirectoryContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Map<String, String> dns = new HashMap<>();
  private LdapPeople entries;
  private BreakableProxy proxy;
  private LdapDirectory directory;

  abstract int port();

  abstract String bindDn();

  @BeforeEach
  void connect() throws LDAPException {
    entries = new LdapPeople(port(), bindDn());
    proxy = new BreakableProxy(port(), packet -> false);
    var s = TestDirectory.settings(LdapSettings.Servers.of("ldap://127.0.0.1:" + proxy.port()));
    directory =
        new LdapDirectory(
            new LdapSettings(
                s.originSystem(),
                s.servers(),
                new LdapSettings.Account(bindDn(), TestDirectory.PASSWORD),
                s.users(),
                s.groups(),
                s.limits()),
            InstantSource.system());
  }

  @AfterEach
  void disconnectAll() {
    directory.close();
    proxy.close();
    entries.close();
  }

  @Override
  protected SubjectDirectory directory() {
    return directory;
  }

  @Override
  protected String newPerson() {
    String uid = "reader" + NUMBER.incrementAndGet();
    try {
      String id = entries.addPerson(uid);
      dns.put(id, "uid=" + uid + "," + PEOPLE);
      return id;
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected String newGroup(List<String> people, List<String> groups) {
    var ldif = new ArrayList<String>();
    String dn = "cn=Readers %d,%s".formatted(NUMBER.incrementAndGet(), GROUPS);
    ldif.add("dn: " + dn);
    ldif.add("objectClass: groupOfNames");
    // The class needs a member.
    ldif.add("member: cn=nobody," + GROUPS);
    people.forEach(id -> ldif.add("member: " + dns.get(id)));
    groups.forEach(group -> ldif.add("member: " + group));
    try {
      entries.add(ldif.toArray(String[]::new));
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
    return dn;
  }

  @Override
  protected void nest(String inner, String outer) {
    modify(outer, "member", inner);
  }

  @Override
  protected void setManager(String person, String manager) {
    modify(String.valueOf(dns.get(person)), "manager", String.valueOf(dns.get(manager)));
  }

  private void modify(String dn, String attribute, String value) {
    try {
      entries.addValue(dn, attribute, value);
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void remove(String person) {
    try {
      entries.delete(String.valueOf(dns.get(person)));
    } catch (LDAPException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected String unknownGroup() {
    return "cn=gone," + GROUPS;
  }

  @Override
  protected void disconnect() {
    proxy.set(Mode.REFUSE);
  }

  @Test
  void a_group_is_the_same_however_its_name_is_written() {
    String ada = newPerson();
    String group = newGroup(List.of(ada), List.of());
    String other = group.replace("cn=Readers", "CN = readers").replace(",", ", ");

    assertThat(directory().groupsOf(Calls.TENANT, ada, List.of(group, other)))
        .containsExactlyInAnyOrder(group, other);
  }

  @Test
  void groups_of_all_classes_hold_people() throws LDAPException {
    String ada = newPerson();
    String uid = String.valueOf(dns.get(ada)).replaceFirst("uid=([^,]+),.*", "$1");
    String unique = "cn=unique-%s,%s".formatted(uid, GROUPS);
    String posix = "cn=posix-%s,%s".formatted(uid, GROUPS);
    entries.add(
        "dn: " + unique, "objectClass: groupOfUniqueNames", "uniqueMember: " + dns.get(ada));
    entries.add(
        "dn: " + posix,
        "objectClass: posixGroup",
        "gidNumber: 100",
        "memberUid: " + uid,
        "memberUid: nobody");

    assertThat(directory().groupsOf(Calls.TENANT, ada, List.of(unique, posix)))
        .containsExactlyInAnyOrder(unique, posix);
    for (String group : List.of(unique, posix)) {
      assertThat(directory().membersOf(Calls.TENANT, group, 10)).containsExactly(ada);
    }
  }
}
