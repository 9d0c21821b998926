package dev.regrant.application;

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
import dev.regrant.domain.TenantSettings;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A kind of entity that a {@link Store} keeps under versions: these constants are all there are.
 * Immutable.
 */
public final class EntityKind<T> {
  /** Requests. */
  public static final EntityKind<AssignmentRequest> REQUEST =
      new EntityKind<>(request -> request.id().value(), AssignmentRequest::version);

  /** Assignments. */
  public static final EntityKind<Assignment> ASSIGNMENT =
      new EntityKind<>(assignment -> assignment.id().value(), Assignment::version);

  /** Catalogs. */
  public static final EntityKind<Catalog> CATALOG =
      new EntityKind<>(catalog -> catalog.id().value(), Catalog::version);

  /** Resources. */
  public static final EntityKind<Resource> RESOURCE =
      new EntityKind<>(resource -> resource.id().value(), Resource::version);

  /** Access packages. */
  public static final EntityKind<AccessPackage> ACCESS_PACKAGE =
      new EntityKind<>(accessPackage -> accessPackage.id().value(), AccessPackage::version);

  /** Policies. */
  public static final EntityKind<AssignmentPolicy> POLICY =
      new EntityKind<>(policy -> policy.id().value(), AssignmentPolicy::version);

  /** Who has which entitlement role. */
  public static final EntityKind<RoleAssignment> ROLE_ASSIGNMENT =
      new EntityKind<>(assignment -> assignment.id().value(), RoleAssignment::version);

  /** Approvals, by the ids of their requests. */
  public static final EntityKind<Approval> APPROVAL =
      new EntityKind<>(approval -> approval.id().value(), Approval::version);

  /** What is set for tenants, by their ids. */
  public static final EntityKind<TenantSettings> SETTINGS =
      new EntityKind<>(settings -> settings.tenant().value(), TenantSettings::version);

  /** Connected organisations. */
  public static final EntityKind<ConnectedOrganization> CONNECTED_ORGANIZATION =
      new EntityKind<>(organization -> organization.id().value(), ConnectedOrganization::version);

  /** Whom requests are or were about. */
  public static final EntityKind<SubjectEntry> SUBJECT =
      new EntityKind<>(entry -> entry.id().value(), SubjectEntry::version);

  /** What was asked about resources. */
  public static final EntityKind<ResourceRequest> RESOURCE_REQUEST =
      new EntityKind<>(request -> request.id().value(), ResourceRequest::version);

  /** What can be called at stages. */
  public static final EntityKind<CustomExtension> CUSTOM_EXTENSION =
      new EntityKind<>(extension -> extension.id().value(), CustomExtension::version);

  /** What was called, and what is to be. */
  public static final EntityKind<Callout> CALLOUT =
      new EntityKind<>(callout -> callout.id().value(), Callout::version);

  /** Who is told what changes. */
  public static final EntityKind<Subscription> SUBSCRIPTION =
      new EntityKind<>(subscription -> subscription.id().value(), Subscription::version);

  /**
   * An entity as it was or came to be at some time.
   *
   * @param version one higher each time it is saved
   */
  public record Version(EntityKind<?> kind, UUID id, long version) {}

  private final Function<T, UUID> id;
  private final ToLongFunction<T> version;

  private EntityKind(Function<T, UUID> id, ToLongFunction<T> version) {
    this.id = id;
    this.version = version;
  }

  /** The version of an entity that was read. */
  public Version of(T entity) {
    return new Version(this, id.apply(entity), version.applyAsLong(entity));
  }
}
