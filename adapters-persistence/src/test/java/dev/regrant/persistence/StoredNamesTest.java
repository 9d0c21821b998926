package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Callout;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.IdentitySource;
import dev.regrant.domain.Operation;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.ReviewSettings;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantSettings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Constants are stored by name. A new one is added here, as from then on it is stored; one that is
 * renamed or goes needs a migration of what is stored.
 */
class StoredNamesTest {
  private static void assertStored(Enum<?>[] constants, String... names) {
    assertThat(Stream.of(constants).map(Enum::name)).containsExactlyInAnyOrder(names);
  }

  @Test
  void constants_keep_the_names_under_which_they_are_stored() {
    assertStored(
        RequestType.values(),
        "USER_ADD",
        "USER_UPDATE",
        "USER_REMOVE",
        "ADMIN_ADD",
        "ADMIN_UPDATE",
        "ADMIN_REMOVE",
        "SYSTEM_ADD",
        "SYSTEM_UPDATE",
        "SYSTEM_REMOVE",
        "ON_BEHALF_ADD",
        "APPROVER_REMOVE");
    assertStored(
        RequestStatus.values(),
        "ACCEPTED",
        "WAITING_FOR_CALLBACK",
        "PENDING_APPROVAL",
        "PENDING_APPROVAL_ESCALATED",
        "PENDING_NOT_BEFORE",
        "DELIVERING",
        "DELIVERED",
        "PARTIALLY_DELIVERED",
        "DELIVERY_FAILED",
        "DENIED",
        "DENIED_BY_TIMEOUT",
        "CANCELED");
    assertStored(
        Assignment.State.values(),
        "DELIVERING",
        "PARTIALLY_DELIVERED",
        "DELIVERED",
        "DELIVERY_FAILED",
        "EXPIRED");
    assertStored(
        AllowedTargetScope.values(),
        "NOT_SPECIFIED",
        "SPECIFIC_DIRECTORY_USERS",
        "SPECIFIC_CONNECTED_ORGANIZATION_USERS",
        "SPECIFIC_DIRECTORY_SERVICE_PRINCIPALS",
        "ALL_MEMBER_USERS",
        "ALL_DIRECTORY_USERS",
        "ALL_DIRECTORY_SERVICE_PRINCIPALS",
        "ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS",
        "ALL_EXTERNAL_USERS",
        "ALL_DIRECTORY_AGENT_IDENTITIES");
    assertStored(
        SubjectSet.Kind.values(),
        "SINGLE_USER",
        "GROUP_MEMBERS",
        "REQUESTOR_MANAGER",
        "TARGET_MANAGER",
        "CONNECTED_ORGANIZATION_MEMBERS",
        "SINGLE_SERVICE_PRINCIPAL",
        "ATTRIBUTE_RULE_MEMBERS",
        "INTERNAL_SPONSORS",
        "EXTERNAL_SPONSORS",
        "TARGET_USER_SPONSORS",
        "TARGET_APPLICATION_OWNERS",
        "TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS");
    assertStored(ApprovalSettings.Visibility.values(), "DEFAULT", "NOT_VISIBLE", "VISIBLE");
    assertStored(
        PolicyTerms.ExtensionStage.values(),
        "ASSIGNMENT_REQUEST_CREATED",
        "ASSIGNMENT_REQUEST_APPROVED",
        "ASSIGNMENT_REQUEST_GRANTED",
        "ASSIGNMENT_REQUEST_REMOVED",
        "ASSIGNMENT_FOURTEEN_DAYS_BEFORE_EXPIRATION",
        "ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION");
    assertStored(
        CustomExtension.Type.values(),
        "ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION",
        "ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION");
    assertStored(
        CustomExtension.Authentication.Kind.values(),
        "AZURE_AD_TOKEN_AUTHENTICATION",
        "AZURE_AD_POP_TOKEN_AUTHENTICATION");
    assertStored(
        Callout.Status.values(),
        "PENDING",
        "CALLOUT_SENT",
        "CALLBACK_RECEIVED",
        "CALLOUT_FAILED",
        "CALLBACK_TIMED_OUT",
        "WAITING_FOR_CALLBACK");
    assertStored(Callout.Answer.values(), "CONTINUE", "DENIED", "CANCELED");
    assertStored(
        ReviewSettings.Behavior.values(),
        "KEEP_ACCESS",
        "REMOVE_ACCESS",
        "ACCEPT_ACCESS_RECOMMENDATION");
    assertStored(
        ReviewSettings.PatternType.values(),
        "DAILY",
        "WEEKLY",
        "ABSOLUTE_MONTHLY",
        "RELATIVE_MONTHLY",
        "ABSOLUTE_YEARLY",
        "RELATIVE_YEARLY");
    assertStored(ReviewSettings.WeekIndex.values(), "FIRST", "SECOND", "THIRD", "FOURTH", "LAST");
    assertStored(ReviewSettings.RangeType.values(), "END_DATE", "NO_END", "NUMBERED");
    assertStored(
        TenantSettings.LifecycleAction.values(),
        "NONE",
        "BLOCK_SIGN_IN",
        "BLOCK_SIGN_IN_AND_DELETE");
    assertStored(SubjectEntry.Lifecycle.values(), "NOT_DEFINED", "NOT_GOVERNED", "GOVERNED");
    assertStored(ConnectedOrganization.State.values(), "CONFIGURED", "PROPOSED");
    assertStored(
        IdentitySource.Kind.values(),
        "AZURE_ACTIVE_DIRECTORY_TENANT",
        "CROSS_CLOUD_AZURE_ACTIVE_DIRECTORY_TENANT",
        "DOMAIN_IDENTITY_SOURCE",
        "EXTERNAL_DOMAIN_FEDERATION",
        "SOCIAL_IDENTITY_SOURCE");
    assertStored(DeliveryItem.State.values(), "PENDING", "DONE", "FAILED", "DROPPED");
    assertStored(Operation.values(), "GRANT", "REVOKE");
    assertStored(ResourceRequest.Type.values(), "ADMIN_ADD", "ADMIN_UPDATE", "ADMIN_REMOVE");
    assertStored(Actor.Kind.values(), "USER", "APPLICATION", "SYSTEM");
    assertStored(
        DeliveryOutcome.Cause.values(), "TIMEOUT", "LOST_ANSWER", "LOST_LEASE", "CONNECTOR_FAILED");
  }

  @Test
  void constants_of_records_keep_the_names_under_which_they_are_stored() {
    assertStored(
        ErrorClass.values(),
        "THROTTLED",
        "UNAVAILABLE",
        "TIMEOUT",
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "SUBJECT_NOT_FOUND",
        "RESOURCE_NOT_FOUND",
        "ROLE_NOT_FOUND",
        "CONFLICT",
        "INVALID_REQUEST",
        "UNSUPPORTED",
        "MANUAL_ACTION_PENDING",
        "INTERNAL");
    assertStored(
        HistoryEntry.Activity.values(),
        "SUBMITTED",
        "AUTO_APPROVED",
        "APPROVAL_REQUESTED",
        "APPROVAL_ESCALATED",
        "STAGE_APPROVED",
        "APPROVED",
        "DENIED",
        "SCHEDULED",
        "START_REACHED",
        "DELIVERY_REFUSED",
        "TIMED_OUT",
        "COMPLETED",
        "ATTEMPTED",
        "DROPPED",
        "DEADLINE_PASSED",
        "DELIVERED",
        "PARTIALLY_DELIVERED",
        "DELIVERY_FAILED",
        "REPROCESSED",
        "ASSIGNMENT_REPROCESSED",
        "CALLBACK_AWAITED",
        "CALLBACK_RECEIVED",
        "EXTENSION_CALLED",
        "EXTENSION_FAILED",
        "CANCELED",
        "DELETED");
  }
}
