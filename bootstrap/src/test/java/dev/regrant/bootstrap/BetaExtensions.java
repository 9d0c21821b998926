package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.accesspackageassignmentrequests.item.resume.ResumePostRequestBody;
import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.accesspackagecatalogs.item.accesspackagecustomworkflowextensions.AccessPackageCustomWorkflowExtensionsRequestBuilder;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequestCallbackData;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequestWorkflowExtension;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.AccessPackageCustomExtensionHandlerStatus;
import com.microsoft.graph.beta.models.AccessPackageCustomExtensionStage;
import com.microsoft.graph.beta.models.CustomAccessPackageWorkflowExtension;
import com.microsoft.graph.beta.models.CustomCalloutExtension;
import com.microsoft.graph.beta.models.CustomExtensionCallbackConfiguration;
import com.microsoft.graph.beta.models.CustomExtensionCalloutInstanceStatus;
import com.microsoft.graph.beta.models.CustomExtensionClientConfiguration;
import com.microsoft.graph.beta.models.CustomExtensionStageSetting;
import com.microsoft.graph.beta.models.LogicAppTriggerEndpointConfiguration;
import com.microsoft.kiota.PeriodAndDuration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Custom extensions, and requests that wait for them, by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaExtensions {
  @Test
  void an_extension_is_made_changed_found_and_deleted() {
    var extensions = extensionsOf(catalog("Catalog of extensions"));
    var change = new AccessPackageAssignmentRequestWorkflowExtension();
    change.setDescription("Opens tickets");

    var made = extensions.post(extension("Tickets"));
    var one = extensions.byCustomCalloutExtensionId(made.getId());
    one.patch(change);

    assertThat(one.get())
        .isInstanceOfSatisfying(
            AccessPackageAssignmentRequestWorkflowExtension.class,
            read -> {
              assertThat(read.getDisplayName()).isEqualTo("Tickets");
              assertThat(read.getDescription()).isEqualTo("Opens tickets");
              assertThat(read.getClientConfiguration().getMaximumRetries()).isEqualTo(1);
              assertThat(read.getCallbackConfiguration().getTimeoutDuration())
                  .isEqualTo(PeriodAndDuration.ofDuration(Duration.ofHours(1)));
              assertThat(read.getEndpointConfiguration())
                  .isInstanceOfSatisfying(
                      LogicAppTriggerEndpointConfiguration.class,
                      endpoint -> assertThat(endpoint.getUrl()).isEqualTo(server.extension.url()));
              assertThat(read.getCreatedDateTime()).isNotNull();
            });
    assertThat(extensions.get().getValue())
        .extracting(CustomCalloutExtension::getId)
        .containsExactly(made.getId());
    assertThat(extensions.count().get()).isEqualTo(1);

    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void the_older_collection_holds_the_same() {
    String catalog = catalog("Catalog of older extensions");
    var extensions =
        admin
            .accessPackageCatalogs()
            .byAccessPackageCatalogId(catalog)
            .customAccessPackageWorkflowExtensions();
    var terms = new CustomAccessPackageWorkflowExtension();
    terms.setDisplayName("Older");
    terms.setDescription("");
    terms.setEndpointConfiguration(endpoint());
    terms.setClientConfiguration(client());
    var change = new CustomAccessPackageWorkflowExtension();
    change.setDescription("Older, and still there");

    var made = extensions.post(terms);
    var one = extensions.byCustomAccessPackageWorkflowExtensionId(made.getId());
    one.patch(change);

    assertThat(one.get().getDescription()).isEqualTo("Older, and still there");
    assertThat(extensions.get().getValue())
        .extracting(CustomAccessPackageWorkflowExtension::getId)
        .containsExactly(made.getId());
    assertThat(extensions.count().get()).isEqualTo(1);
    assertThat(
            extensionsOf(catalog).byCustomCalloutExtensionId(made.getId()).get().getDisplayName())
        .isEqualTo("Older");

    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_request_waits_until_its_extension_calls_back() {
    String person = server.ldap.addPerson("ext");
    String group = server.ldap.addGroup("extended");
    var offer = sdk.offer(group);
    String extension = extensionsOf(offer.catalog()).post(extension("Checks")).getId();
    callAtCreation(offer, extension);

    var id = admin.accessPackageAssignmentRequests().post(BetaSdk.adminAdd(offer, person)).getId();
    String instance = server.extension.nextInstance();
    var request = admin.accessPackageAssignmentRequests().byAccessPackageAssignmentRequestId(id);
    var waiting = request.get();
    request.resume().post(answer(instance));
    var delivered = sdk.await(id, "Delivered");

    assertThat(waiting.getRequestStatus()).isEqualTo("WaitingForCallback");
    assertThat(waiting.getCustomExtensionCalloutInstances())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.getId()).isEqualTo(instance);
              assertThat(call.getCustomExtensionId()).isEqualTo(extension);
            });
    assertThat(delivered.getCustomExtensionCalloutInstances())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.getStatus())
                  .isEqualTo(CustomExtensionCalloutInstanceStatus.CallbackReceived);
              assertThat(call.getDetail()).isEqualTo("Ticket 7 is done");
            });
    assertThat(delivered.getCustomExtensionHandlerInstances())
        .singleElement()
        .satisfies(
            call ->
                assertThat(call.getStatus())
                    .isEqualTo(AccessPackageCustomExtensionHandlerStatus.RequestReceived));
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("ext"));
    var denial = answer(instance);
    ((AccessPackageAssignmentRequestCallbackData) denial.getData()).setState("Denied");
    BetaSdk.assertRefused(() -> request.resume().post(denial), 400, "RequestNotWaitingForCallback");
  }

  private static void callAtCreation(Offer offer, String extension) {
    var reference = new AccessPackageAssignmentRequestWorkflowExtension();
    reference.setId(extension);
    var setting = new CustomExtensionStageSetting();
    setting.setStage(AccessPackageCustomExtensionStage.AssignmentRequestCreated);
    setting.setCustomExtension(reference);
    var policy =
        admin.accessPackageAssignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());
    var terms = policy.get();
    terms.setCustomExtensionStageSettings(List.of(setting));
    // Without this the SDK sends what was changed alone.
    terms.getBackingStore().setIsInitializationCompleted(false);

    policy.put(terms);

    assertThat(policy.get().getCustomExtensionStageSettings())
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.getStage())
                  .isEqualTo(AccessPackageCustomExtensionStage.AssignmentRequestCreated);
              assertThat(kept.getCustomExtension().getId()).isEqualTo(extension);
            });
  }

  private static ResumePostRequestBody answer(String instance) {
    var data = new AccessPackageAssignmentRequestCallbackData();
    data.setStage(AccessPackageCustomExtensionStage.AssignmentRequestCreated);
    data.setCustomExtensionStageInstanceId(instance);
    data.setCustomExtensionStageInstanceDetail("Ticket 7 is done");
    var body = new ResumePostRequestBody();
    body.setSource("Tickets");
    body.setType("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated");
    body.setData(data);
    return body;
  }

  private static String catalog(String name) {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName(name);
    return admin.accessPackageCatalogs().post(catalog).getId();
  }

  private static AccessPackageCustomWorkflowExtensionsRequestBuilder extensionsOf(String catalog) {
    return admin
        .accessPackageCatalogs()
        .byAccessPackageCatalogId(catalog)
        .accessPackageCustomWorkflowExtensions();
  }

  private static AccessPackageAssignmentRequestWorkflowExtension extension(String name) {
    var callback = new CustomExtensionCallbackConfiguration();
    callback.setTimeoutDuration(PeriodAndDuration.ofDuration(Duration.ofHours(1)));
    var extension = new AccessPackageAssignmentRequestWorkflowExtension();
    extension.setDisplayName(name);
    extension.setDescription("");
    extension.setEndpointConfiguration(endpoint());
    extension.setClientConfiguration(client());
    extension.setCallbackConfiguration(callback);
    return extension;
  }

  private static LogicAppTriggerEndpointConfiguration endpoint() {
    var endpoint = new LogicAppTriggerEndpointConfiguration();
    endpoint.setUrl(server.extension.url());
    return endpoint;
  }

  private static CustomExtensionClientConfiguration client() {
    var client = new CustomExtensionClientConfiguration();
    client.setMaximumRetries(1);
    return client;
  }
}
