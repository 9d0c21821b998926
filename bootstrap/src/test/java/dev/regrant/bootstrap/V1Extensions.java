package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.identitygovernance.entitlementmanagement.assignmentrequests.item.resume.ResumePostRequestBody;
import com.microsoft.graph.identitygovernance.entitlementmanagement.catalogs.item.customworkflowextensions.CustomWorkflowExtensionsRequestBuilder;
import com.microsoft.graph.models.AccessPackageAssignmentRequestCallbackData;
import com.microsoft.graph.models.AccessPackageAssignmentRequestWorkflowExtension;
import com.microsoft.graph.models.AccessPackageCatalog;
import com.microsoft.graph.models.AccessPackageCustomExtensionStage;
import com.microsoft.graph.models.AccessPackageRequestState;
import com.microsoft.graph.models.CustomCalloutExtension;
import com.microsoft.graph.models.CustomExtensionCallbackConfiguration;
import com.microsoft.graph.models.CustomExtensionCalloutInstanceStatus;
import com.microsoft.graph.models.CustomExtensionClientConfiguration;
import com.microsoft.graph.models.CustomExtensionStageSetting;
import com.microsoft.graph.models.LogicAppTriggerEndpointConfiguration;
import com.microsoft.kiota.PeriodAndDuration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Custom extensions, and requests that wait for them, by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Extensions {
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

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_request_waits_until_its_extension_calls_back() {
    String person = server.ldap.addPerson("ext");
    String group = server.ldap.addGroup("extended");
    var offer = sdk.offer(group);
    String extension = extensionsOf(offer.catalog()).post(extension("Checks")).getId();
    callAtCreation(offer, extension);

    var id = admin.assignmentRequests().post(V1Sdk.adminAdd(offer, person)).getId();
    String instance = server.extension.nextInstance();
    var request = admin.assignmentRequests().byAccessPackageAssignmentRequestId(id);
    var waiting = request.get();
    request.resume().post(answer(instance));
    var delivered = sdk.await(id, AccessPackageRequestState.Delivered);

    assertThat(waiting.getStatus()).isEqualTo("WaitingForCallback");
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
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("ext"));
    var denial = answer(instance);
    ((AccessPackageAssignmentRequestCallbackData) denial.getData()).setState("Denied");
    V1Sdk.assertRefused(() -> request.resume().post(denial), 400, "RequestNotWaitingForCallback");
  }

  private static void callAtCreation(Offer offer, String extension) {
    var reference = new AccessPackageAssignmentRequestWorkflowExtension();
    reference.setId(extension);
    var setting = new CustomExtensionStageSetting();
    setting.setStage(AccessPackageCustomExtensionStage.AssignmentRequestCreated);
    setting.setCustomExtension(reference);
    var policy = admin.assignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());
    var terms = policy.get(get -> get.queryParameters.expand = new String[] {"accessPackage"});
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
    return admin.catalogs().post(catalog).getId();
  }

  private static CustomWorkflowExtensionsRequestBuilder extensionsOf(String catalog) {
    return admin.catalogs().byAccessPackageCatalogId(catalog).customWorkflowExtensions();
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
