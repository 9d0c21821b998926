package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import java.util.Set;

/** Looks at a server, and changes it, without the connector. */
final class LdapPeople implements AutoCloseable {
  private final LDAPConnection connection;

  LdapPeople(int port, String bindDn) throws LDAPException {
    connection = new LDAPConnection("127.0.0.1", port, bindDn, TestDirectory.PASSWORD);
  }

  void add(String... ldif) throws LDAPException {
    try {
      connection.add(ldif);
    } catch (LDIFException e) {
      throw new AssertionError(e);
    }
  }

  void addValue(String dn, String attribute, String value) throws LDAPException {
    connection.modify(dn, new Modification(ModificationType.ADD, attribute, value));
  }

  void delete(String dn) throws LDAPException {
    connection.delete(dn);
  }

  /** The object id that the server gave. */
  String addPerson(String uid) throws LDAPException {
    String dn = "uid=" + uid + "," + PEOPLE;
    add("dn: " + dn, "objectClass: inetOrgPerson", "uid: " + uid, "cn: Person", "sn: Person");
    return values(dn, "entryUUID").iterator().next();
  }

  /** A group that has a member already. */
  String addGroup(String cn) throws LDAPException {
    String dn = "cn=" + cn + "," + GROUPS;
    add("dn: " + dn, "objectClass: groupOfNames", "member: uid=founder," + PEOPLE);
    return dn;
  }

  Set<String> values(String dn, String attribute) throws LDAPException {
    var entry = connection.getEntry(dn, attribute);
    String[] values = entry == null ? null : entry.getAttributeValues(attribute);
    return values == null ? Set.of() : Set.of(values);
  }

  @Override
  public void close() {
    connection.close();
  }
}
