package dev.regrant.testkit;

import dev.regrant.application.Subscription;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Approval;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.RoleAssignment;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What {@link InMemoryStore} must know of a kind of entity.
 *
 * @param type its name in messages
 * @param identities what no other entity of a tenant may have too
 */
record Kind<I, T>(
    String type,
    Function<I, UUID> uuid,
    Function<T, I> id,
    ToLongFunction<T> version,
    BiFunction<T, Long, T> withVersion,
    Function<T, List<?>> identities) {
  static final Kind<AssignmentRequest.Id, AssignmentRequest> REQUEST =
      new Kind<>(
          "request",
          AssignmentRequest.Id::value,
          AssignmentRequest::id,
          AssignmentRequest::version,
          AssignmentRequest::withVersion,
          Kind::identityOf);

  static final Kind<Assignment.Id, Assignment> ASSIGNMENT =
      new Kind<>(
          "assignment",
          Assignment.Id::value,
          Assignment::id,
          Assignment::version,
          Assignment::withVersion,
          assignment -> List.of());

  static final Kind<Catalog.Id, Catalog> CATALOG =
      new Kind<>(
          "catalog",
          Catalog.Id::value,
          Catalog::id,
          Catalog::version,
          Catalog::withVersion,
          catalog -> uniqueName(catalog.terms().uniqueName()));

  static final Kind<Resource.Id, Resource> RESOURCE =
      new Kind<>(
          "resource",
          Resource.Id::value,
          Resource::id,
          Resource::version,
          Resource::withVersion,
          resource -> List.of(List.of(resource.catalog(), resource.origin())));

  static final Kind<AccessPackage.Id, AccessPackage> ACCESS_PACKAGE =
      new Kind<>(
          "access package",
          AccessPackage.Id::value,
          AccessPackage::id,
          AccessPackage::version,
          AccessPackage::withVersion,
          accessPackage ->
              Stream.concat(
                      Stream.of(List.of(accessPackage.catalog(), accessPackage.displayName())),
                      uniqueName(accessPackage.terms().uniqueName()).stream())
                  .toList());

  static final Kind<AssignmentPolicy.Id, AssignmentPolicy> POLICY =
      new Kind<>(
          "policy",
          AssignmentPolicy.Id::value,
          AssignmentPolicy::id,
          AssignmentPolicy::version,
          AssignmentPolicy::withVersion,
          policy -> List.of(List.of(policy.accessPackage(), policy.displayName())));

  static final Kind<ResourceRequest.Id, ResourceRequest> RESOURCE_REQUEST =
      new Kind<>(
          "resource request",
          ResourceRequest.Id::value,
          ResourceRequest::id,
          ResourceRequest::version,
          ResourceRequest::withVersion,
          request -> List.of());

  static final Kind<RoleAssignment.Id, RoleAssignment> ROLE_ASSIGNMENT =
      new Kind<>(
          "role assignment",
          RoleAssignment.Id::value,
          RoleAssignment::id,
          RoleAssignment::version,
          RoleAssignment::withVersion,
          assignment ->
              List.of(List.of(assignment.principalId(), assignment.role(), assignment.catalog())));

  static final Kind<Subscription.Id, Subscription> SUBSCRIPTION =
      new Kind<>(
          "subscription",
          Subscription.Id::value,
          Subscription::id,
          Subscription::version,
          Subscription::withVersion,
          subscription -> List.of());

  static final Kind<TenantId, TenantSettings> SETTINGS =
      new Kind<>(
          "settings",
          TenantId::value,
          TenantSettings::tenant,
          TenantSettings::version,
          TenantSettings::withVersion,
          settings -> List.of());

  static final Kind<ConnectedOrganization.Id, ConnectedOrganization> CONNECTED_ORGANIZATION =
      new Kind<>(
          "connected organization",
          ConnectedOrganization.Id::value,
          ConnectedOrganization::id,
          ConnectedOrganization::version,
          ConnectedOrganization::withVersion,
          organization -> List.of());

  static final Kind<SubjectEntry.Id, SubjectEntry> SUBJECT =
      new Kind<>(
          "subject",
          SubjectEntry.Id::value,
          SubjectEntry::id,
          SubjectEntry::version,
          SubjectEntry::withVersion,
          entry -> List.of(entry.subject().objectId()));

  static final Kind<AssignmentRequest.Id, Approval> APPROVAL =
      new Kind<>(
          "approval",
          AssignmentRequest.Id::value,
          Approval::id,
          Approval::version,
          Approval::withVersion,
          approval -> List.of());

  static final Kind<CustomExtension.Id, CustomExtension> CUSTOM_EXTENSION =
      new Kind<>(
          "custom extension",
          CustomExtension.Id::value,
          CustomExtension::id,
          CustomExtension::version,
          CustomExtension::withVersion,
          extension -> List.of());

  static final Kind<Callout.Id, Callout> CALLOUT =
      new Kind<>(
          "callout",
          Callout.Id::value,
          Callout::id,
          Callout::version,
          Callout::withVersion,
          callout -> List.of());

  UUID uuidOf(T entity) {
    return uuid.apply(id.apply(entity));
  }

  /** {@code entity}, as a store returns it that has just saved it. */
  T saved(T entity) {
    return withVersion.apply(entity, version.applyAsLong(entity) + 1);
  }

  private static List<String> uniqueName(Optional<String> name) {
    return name.stream().toList();
  }

  private static List<?> identityOf(AssignmentRequest request) {
    if (request.progress().status().isFinished()) {
      return List.of();
    }
    var terms = request.terms();
    return terms.type().isRemoval()
        ? List.of(terms.assignment())
        : List.of(List.of(terms.target().objectId(), terms.accessPackage()));
  }
}
