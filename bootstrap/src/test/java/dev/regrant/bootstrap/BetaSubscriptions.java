package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.Subscription;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Change notifications, by the SDK for beta. */
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class BetaSubscriptions {
  @Test
  void a_subscriber_is_told_what_changes_in_spite_of_an_outage() {
    var subscription = new Subscription();
    subscription.setChangeType("created,updated");
    subscription.setNotificationUrl(server.receiver.url());
    subscription.setResource(
        "/identityGovernance/entitlementManagement/accessPackageAssignmentRequests");
    subscription.setExpirationDateTime(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    subscription.setClientState("secret");
    String person = server.ldap.addPerson("informed");
    var offer = sdk.offer(server.ldap.addGroup("observed"));
    var subscriptions = sdk.client.subscriptions();

    var made = subscriptions.post(subscription);
    assertThat(made.getClientState()).isEqualTo("secret");
    server.receiver.fail(1);
    var id = admin.accessPackageAssignmentRequests().post(BetaSdk.adminAdd(offer, person)).getId();
    sdk.await(id, "Delivered");

    var told = server.receiver.next(made.getId());
    while (!told.getJsonObject("resourceData").getString("id").equals(id)) {
      told = server.receiver.next(made.getId());
    }
    assertThat(told.getString("changeType")).isEqualTo("created");
    assertThat(told.getString("clientState")).isEqualTo("secret");
    assertThat(told.getString("resource"))
        .isEqualTo(
            "identityGovernance/entitlementManagement/accessPackageAssignmentRequests/" + id);
    var one = subscriptions.bySubscriptionId(made.getId());
    assertThat(one.get().getClientState()).isNull();
    assertThat(subscriptions.get().getValue())
        .extracting(Subscription::getId)
        .contains(made.getId());
    var renewal = new Subscription();
    renewal.setExpirationDateTime(OffsetDateTime.now(ZoneOffset.UTC).plusDays(2));
    assertThat(one.patch(renewal).getExpirationDateTime()).isAfter(made.getExpirationDateTime());
    one.reauthorize().post();
    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }
}
