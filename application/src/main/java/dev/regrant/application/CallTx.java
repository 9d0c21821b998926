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
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.RoleAssignment;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A transaction of {@link OneCall}, which notices what it writes. Not thread-safe. */
final class CallTx extends ForwardingTx {
  private final Optional<EntityKind.Version> expected;
  private final List<EntityKind.Version> written = new ArrayList<>();
  private boolean hasWritten;

  CallTx(Store.Tx good, Optional<EntityKind.Version> expected) {
    super(good);
    this.expected = expected;
  }

  /** Whether anything was changed in it. */
  boolean hasWritten() {
    return hasWritten;
  }

  /** The entities that were saved, under their new versions. */
  List<EntityKind.Version> written() {
    return written;
  }

  /** Entities whose changes are noticed. */
  private final class Noticed<I, T> extends ForwardingEntities<I, T> {
    private final EntityKind<T> kind;

    Noticed(EntityKind<T> kind, Store.Entities<I, T> good) {
      super(good);
      this.kind = kind;
    }

    @Override
    public void saveAll(Collection<T> entities) {
      for (T entity : entities) {
        var read = checked(entity);
        written.add(new EntityKind.Version(kind, read.id(), read.version() + 1));
        hasWritten = true;
      }
      super.saveAll(entities);
    }

    @Override
    public void delete(T entity) {
      checked(entity);
      hasWritten = true;
      super.delete(entity);
    }

    /** The store saves what is still as it was read: what is expected of that, holds for both. */
    private EntityKind.Version checked(T entity) {
      var read = kind.of(entity);
      for (var wanted : expected.stream().toList()) {
        boolean isMeant = wanted.kind().equals(kind) && wanted.id().equals(read.id());
        boolean isOurs = written.contains(read);
        if (isMeant && !isOurs && wanted.version() != read.version()) {
          throw new PreconditionFailedException(wanted, read.version());
        }
      }
      return read;
    }
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
    return new Noticed<>(EntityKind.REQUEST, good.requests());
  }

  @Override
  public Store.Entities<Assignment.Id, Assignment> assignments() {
    return new Noticed<>(EntityKind.ASSIGNMENT, good.assignments());
  }

  @Override
  public Store.Entities<Catalog.Id, Catalog> catalogs() {
    return new Noticed<>(EntityKind.CATALOG, good.catalogs());
  }

  @Override
  public Store.Entities<Resource.Id, Resource> resources() {
    return new Noticed<>(EntityKind.RESOURCE, good.resources());
  }

  @Override
  public Store.Entities<AccessPackage.Id, AccessPackage> accessPackages() {
    return new Noticed<>(EntityKind.ACCESS_PACKAGE, good.accessPackages());
  }

  @Override
  public Store.Entities<AssignmentPolicy.Id, AssignmentPolicy> policies() {
    return new Noticed<>(EntityKind.POLICY, good.policies());
  }

  @Override
  public Store.Entities<RoleAssignment.Id, RoleAssignment> roleAssignments() {
    return new Noticed<>(EntityKind.ROLE_ASSIGNMENT, good.roleAssignments());
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, Approval> approvals() {
    return new Noticed<>(EntityKind.APPROVAL, good.approvals());
  }

  @Override
  public Store.Entities<TenantId, TenantSettings> settings() {
    return new Noticed<>(EntityKind.SETTINGS, good.settings());
  }

  @Override
  public Store.Entities<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations() {
    return new Noticed<>(EntityKind.CONNECTED_ORGANIZATION, good.connectedOrganizations());
  }

  @Override
  public Store.Entities<SubjectEntry.Id, SubjectEntry> subjects() {
    return new Noticed<>(EntityKind.SUBJECT, good.subjects());
  }

  @Override
  public Store.Entities<ResourceRequest.Id, ResourceRequest> resourceRequests() {
    return new Noticed<>(EntityKind.RESOURCE_REQUEST, good.resourceRequests());
  }

  @Override
  public Store.Entities<CustomExtension.Id, CustomExtension> customExtensions() {
    return new Noticed<>(EntityKind.CUSTOM_EXTENSION, good.customExtensions());
  }

  @Override
  public Store.Entities<Callout.Id, Callout> callouts() {
    return new Noticed<>(EntityKind.CALLOUT, good.callouts());
  }

  @Override
  public Store.Entities<Subscription.Id, Subscription> subscriptions() {
    return new Noticed<>(EntityKind.SUBSCRIPTION, good.subscriptions());
  }

  @Override
  public void append(Collection<HistoryEntry> entries) {
    hasWritten = true;
    super.append(entries);
  }

  @Override
  public void save(Maintenance maintenance) {
    hasWritten = true;
    super.save(maintenance);
  }

  @Override
  public void endMaintenance(String originSystem) {
    hasWritten = true;
    super.endMaintenance(originSystem);
  }
}
