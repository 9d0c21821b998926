package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.BASE;
import static dev.regrant.connectors.TestDirectory.GROUPS;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every connector promises, kept where the groups are on a server that referrals lead to. */
abstract class ReferredLdapContract extends LdapContract {
  private LdapPeople elsewhere;
  private BreakableProxy elsewheresProxy;
  private String referral;

  abstract int otherPort();

  @BeforeEach
  void refer() throws LDAPException {
    elsewhere = new LdapPeople(otherPort(), bindDn());
    elsewheresProxy = new BreakableProxy(otherPort(), LdapContract::isChange);
    String host = "127.0.0.1:" + elsewheresProxy.port();
    int number = NUMBER.incrementAndGet();
    referral = "ou=elsewhere" + number + "," + BASE;
    people.add(
        "dn: " + referral,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ref: ldap://" + host + "/" + GROUPS);
    elsewhere.addGroup("staff" + number);
    group = "cn=staff" + number + "," + referral;
    connector.close();
    connector = new LdapConnector(settings(proxy.port(), host), clock());
  }

  @AfterEach
  void forget() {
    elsewheresProxy.close();
    elsewhere.close();
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    return Calls.member("anyone", "cn=gone," + referral).roleScope();
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return holds(elsewhere, subject, roleScope.resourceOrigin().id().replace(referral, GROUPS));
  }

  /** The first server only refers: no answer to a write of its own is worth losing. */
  @Override
  protected void set(Mode mode) {
    elsewheresProxy.set(mode);
    super.set(mode == Mode.LOSE_NEXT_ANSWER ? Mode.FORWARD : mode);
  }
}
