package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackageExternalUserLifecycleAction;
import com.microsoft.graph.models.AccessPackageSubject;
import com.microsoft.graph.models.AccessPackageSubjectLifecycle;
import com.microsoft.graph.models.ConnectedOrganization;
import com.microsoft.graph.models.ConnectedOrganizationState;
import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.DomainIdentitySource;
import com.microsoft.graph.models.EntitlementManagementSettings;
import com.microsoft.graph.models.ReferenceCreate;
import com.microsoft.kiota.PeriodAndDuration;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Connected organisations, subjects and settings by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Organizations {
  @Test
  void an_organisation_is_made_changed_found_and_deleted() {
    var made = admin.connectedOrganizations().post(organization("Contoso", "contoso.example"));
    var one = admin.connectedOrganizations().byConnectedOrganizationId(made.getId());
    var change = new ConnectedOrganization();
    change.setDescription("A partner");
    one.patch(change);
    var read = one.get();

    assertThat(read.getDisplayName()).isEqualTo("Contoso");
    assertThat(read.getDescription()).isEqualTo("A partner");
    assertThat(read.getState()).isEqualTo(ConnectedOrganizationState.Configured);
    assertThat(read.getCreatedDateTime()).isNotNull();
    assertThat(read.getIdentitySources().getFirst())
        .isInstanceOfSatisfying(
            DomainIdentitySource.class,
            source -> assertThat(source.getDomainName()).isEqualTo("contoso.example"));
    String filter = "displayName eq 'Contoso'";
    assertThat(
            admin
                .connectedOrganizations()
                .get(get -> get.queryParameters.filter = filter)
                .getValue())
        .extracting(ConnectedOrganization::getId)
        .containsExactly(made.getId());
    assertThat(
            admin.connectedOrganizations().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);

    one.delete();

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void an_organisation_has_sponsors() {
    String inside = server.ldap.addPerson("ines");
    String outside = server.ldap.addPerson("olaf");
    var made = admin.connectedOrganizations().post(organization("Fabrikam", "fabrikam.example"));
    var one = admin.connectedOrganizations().byConnectedOrganizationId(made.getId());
    var internal = one.internalSponsors();
    var external = one.externalSponsors();

    internal.ref().post(user(inside));
    external.ref().post(user(outside));

    assertThat(internal.get().getValue())
        .extracting(DirectoryObject::getId)
        .containsExactly(inside);
    assertThat(external.get().getValue())
        .extracting(DirectoryObject::getId)
        .containsExactly(outside);
    assertThat(internal.count().get()).isEqualTo(1);
    assertThat(external.count().get()).isEqualTo(1);

    internal.byDirectoryObjectId(inside).ref().delete();
    external.byDirectoryObjectId(outside).ref().delete();

    assertThat(internal.get().getValue()).isEmpty();
    assertThat(external.get().getValue()).isEmpty();
  }

  private static ConnectedOrganization organization(String name, String domain) {
    var source = new DomainIdentitySource();
    source.setDomainName(domain);
    source.setDisplayName(name);
    var organization = new ConnectedOrganization();
    organization.setDisplayName(name);
    organization.setDescription("");
    organization.setState(ConnectedOrganizationState.Configured);
    organization.setIdentitySources(List.of(source));
    return organization;
  }

  private static ReferenceCreate user(String id) {
    var reference = new ReferenceCreate();
    reference.setOdataId("https://graph.microsoft.com/v1.0/users/" + id);
    return reference;
  }

  @Test
  void who_was_given_something_is_a_subject() {
    String person = server.ldap.addPerson("sub");
    sdk.give(sdk.offer(server.ldap.addGroup("subjects")), person);
    var organization = organization("Examples", "example.com");
    String partner = admin.connectedOrganizations().post(organization).getId();
    String filter = "objectId eq '%s'".formatted(person);

    var found =
        admin.subjects().get(get -> get.queryParameters.filter = filter).getValue().getFirst();
    var one = admin.subjects().byAccessPackageSubjectId(found.getId());
    var change = new AccessPackageSubject();
    change.setSubjectLifecycle(AccessPackageSubjectLifecycle.Governed);
    one.patch(change);

    assertThat(one.get().getEmail()).isEqualTo("sub@example.com");
    assertThat(admin.subjectsWithObjectId(person).get().getSubjectLifecycle())
        .isEqualTo(AccessPackageSubjectLifecycle.Governed);
    assertThat(admin.subjects().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    assertThat(one.connectedOrganization().get().getId()).isEqualTo(partner);
    admin.connectedOrganizations().byConnectedOrganizationId(partner).delete();
  }

  @Test
  void settings_are_kept() {
    var wanted = new EntitlementManagementSettings();
    wanted.setExternalUserLifecycleAction(
        AccessPackageExternalUserLifecycleAction.BlockSignInAndDelete);
    wanted.setDurationUntilExternalUserDeletedAfterBlocked(
        PeriodAndDuration.ofPeriod(Period.ofDays(7)));

    admin.settings().patch(wanted);
    var kept = admin.settings().get();

    assertThat(kept.getExternalUserLifecycleAction())
        .isEqualTo(AccessPackageExternalUserLifecycleAction.BlockSignInAndDelete);
    assertThat(kept.getDurationUntilExternalUserDeletedAfterBlocked())
        .isEqualTo(PeriodAndDuration.parse("P7D"));
  }
}
